import type { JsonObject } from '../../model/json.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import { textField } from './jsonFields.ts';
import type { Query, RestClient } from './restClient.ts';

/** The pages of a call that lists. @throws MlflowError notMlflow, see {@link searchPages} */
export function getPages(
  client: RestClient,
  path: string,
  query: Query,
  signal?: AbortSignal,
): AsyncGenerator<JsonObject> {
  return pagesOf(async (token) => await client.get(path, { ...query, page_token: token }, signal), client.url + path);
}

/**
 * The pages of one of MLflow's searches.
 *
 * @throws MlflowError notMlflow when a page names one that was there already: the server would be asked for ever
 */
export function searchPages(
  client: RestClient,
  path: string,
  body: JsonObject,
  signal?: AbortSignal,
): AsyncGenerator<JsonObject> {
  return pagesOf(
    async (token) => await client.postSearch(path, { ...body, page_token: token }, signal),
    client.url + path,
  );
}

async function* pagesOf(
  ask: (pageToken: string | undefined) => Promise<JsonObject>,
  what: string,
): AsyncGenerator<JsonObject> {
  const tokens = new PageTokens(what);
  let token: string | undefined;
  do {
    const page: JsonObject = await ask(token);
    yield page;
    token = tokens.next(page);
  } while (token !== undefined);
}

/** The tokens that the pages of one answer have named. */
export class PageTokens {
  readonly #what: string;
  readonly #seen = new Set<string>();

  constructor(what: string) {
    this.#what = what;
  }

  /** Absent for the last page. @throws MlflowError notMlflow when it was named before */
  next(page: JsonObject): string | undefined {
    const token = textField(page, 'next_page_token');
    if (token === undefined || token === '') {
      return undefined;
    }
    if (this.#seen.has(token)) {
      throw new MlflowError('notMlflow', { what: this.#what, detail: 'it gives the same page again and again' });
    }
    this.#seen.add(token);
    return token;
  }
}
