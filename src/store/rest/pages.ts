import type { JsonObject } from '../../model/json.ts';
import { textField } from './jsonFields.ts';

/** Asks for page after page until a server names no next one. */
export async function* pagesOf(
  ask: (pageToken: string | undefined) => Promise<JsonObject>,
): AsyncGenerator<JsonObject> {
  let token: string | undefined;
  do {
    const page: JsonObject = await ask(token);
    yield page;
    const next = textField(page, 'next_page_token');
    // A server that ignores the token would be asked for ever.
    token = next === '' || next === token ? undefined : next;
  } while (token !== undefined);
}
