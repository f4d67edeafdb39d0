// Takes the pictures of README.md in a real VS Code window on the sample project, and writes them to media/readme/.
//   npm run screenshots
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layDemoProject } from './demo/layDemoProject.ts';
import { repoRoot } from './lib/paths.ts';
import { run } from './lib/run.ts';

const dir = await mkdtemp(join(tmpdir(), 'vizmod-screenshots-'));
try {
  await run(process.execPath, [join(repoRoot, 'scripts', 'package.ts')]);
  const folder = join(dir, 'flowers');
  await layDemoProject(folder);
  const pictures = join(repoRoot, 'test', 'ui', 'readmePictures.ts');
  await run(process.execPath, [pictures, folder, join(repoRoot, 'media', 'readme')]);
} finally {
  await rm(dir, { recursive: true, force: true });
}
