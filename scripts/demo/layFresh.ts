// Lays a fresh copy of the sample project where F5 ("Run Extension") opens it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { testResultsDir } from '../lib/paths.ts';
import { layDemoProject } from './layDemoProject.ts';

const folder = join(testResultsDir, 'f5', 'flowers');
await rm(folder, { recursive: true, force: true });
await layDemoProject(folder);
