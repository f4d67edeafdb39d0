import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withoutHostVariables } from './childEnvironment.ts';
import type { MlflowInterpreter } from './mlflowPython.ts';

/** Reads MLflow's migrations as texts, for importing MLflow takes seconds; sees no module of the folder that happens to have such a name. */
const script = `
import sys
sys.path[:] = [path for path in sys.path if path]
import json, re
from importlib import util
from pathlib import Path
package = util.find_spec("mlflow").submodule_search_locations[0]
texts = [path.read_text("utf-8") for path in Path(package, "store", "db_migrations", "versions").glob("*.py")]
def named(name):
    return {value for text in texts for value in re.findall(r"^%s\\b[^=\\n]*=\\s*['\\"](\\w+)['\\"]" % name, text, re.M)}
known = named("revision")
print(json.dumps({"older": sorted(known & named("down_revision")), "newest": sorted(known - named("down_revision"))}))
`;

/**
 * Whether this MLflow's server would change the tables of a database with this schema revision: it brings an older one up to its own
 * without asking (seen with MLflow 3.18), and an older MLflow does not open the file any more. False where it cannot be told.
 */
export async function wouldUpgrade(
  python: MlflowInterpreter,
  revision: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<boolean> {
  try {
    const options = { env: withoutHostVariables(environment), timeout: 30_000, windowsHide: true };
    const { stdout } = await promisify(execFile)(python.path, ['-c', script], options);
    const { older, newest } = JSON.parse(stdout) as {
      readonly older: readonly string[];
      readonly newest: readonly string[];
    };
    // A revision that it does not know is a later MLflow's: it does not open such a file.
    return newest.length > 0 && (revision === undefined || older.includes(revision));
  } catch {
    // An MLflow without its migrations (mlflow-skinny) has no server either, which its start then says.
    return false;
  }
}
