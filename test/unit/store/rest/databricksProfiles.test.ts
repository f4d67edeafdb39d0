import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { databricksProfiles } from '../../../../src/store/rest/databricksWorkspace.ts';

it('lists the profiles of the Databricks configuration file, and none where there is no such file', async () => {
  const homeFolder = mkdtempSync(join(tmpdir(), 'vizmod-home-'));
  const before = await databricksProfiles({ homeFolder, variables: {} });
  writeFileSync(
    join(homeFolder, '.databrickscfg'),
    '; comment\n[DEFAULT]\nhost = https://a\n\n [ prod ]\ntoken = x\n# [off]\n',
  );
  writeFileSync(join(homeFolder, 'other.cfg'), '[stage]\n');
  const usual = await databricksProfiles({ homeFolder, variables: {} });
  const named = await databricksProfiles({
    homeFolder,
    variables: { DATABRICKS_CONFIG_FILE: join(homeFolder, 'other.cfg') },
  });
  rmSync(homeFolder, { recursive: true });
  expect([before, usual, named]).toEqual([[], ['DEFAULT', 'prod'], ['stage']]);
});
