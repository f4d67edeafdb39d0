import { isJsonObject, type JsonObject } from '../model/json.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { maxSpecDepth, readJavaScriptLiteral } from './javaScriptLiteral.ts';
import type { SpecLanguage } from './vizModel.ts';

/** @throws MlflowError invalidSpec for what is not UTF-8, as JSON and the pages that altair saves are */
export function decodeText(bytes: Uint8Array<ArrayBuffer>, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new MlflowError('invalidSpec', { what, detail: 'its text is not UTF-8' }, { cause: error });
    }
    throw error;
  }
}

/** NaN and infinite numbers become null. @throws MlflowError invalidSpec for what is no JSON object, or nested too deeply */
export function parseSpec(json: string, what: string): JsonObject {
  const spec = parseJson(json, what);
  if (!isJsonObject(spec)) {
    throw new MlflowError('invalidSpec', { what, detail: 'it is not a JSON object' });
  }
  if (isDeeper(spec, maxSpecDepth)) {
    throw new MlflowError('invalidSpec', { what, detail: 'it is nested too deeply' });
  }
  return spec;
}

function parseJson(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    // Python writes NaN and Infinity into what it calls JSON.
    const read = /\b(?:NaN|Infinity)\b/.test(json) ? readJavaScriptLiteral(json, 0) : undefined;
    if (read !== undefined && 'end' in read && json.slice(read.end).trim() === '') {
      return read.value;
    }
    const detail = error instanceof Error ? error.message : String(error);
    throw new MlflowError('invalidSpec', { what, detail: `it is not JSON: ${detail}` }, { cause: error });
  }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1));
}

const vegaLiteViews = ['mark', 'layer', 'facet', 'repeat', 'concat', 'hconcat', 'vconcat', 'spec'];

/** By `$schema`, or else by what the spec has. @throws MlflowError invalidSpec for what is neither */
export function specLanguage(spec: JsonObject, what: string): SpecLanguage {
  const language = languageOf(spec);
  if (language === undefined) {
    throw new MlflowError('invalidSpec', {
      what,
      detail: 'it has neither a mark nor a layer, facet, repeat or concat',
    });
  }
  return language;
}

/** The language that a spec is written in; absent for what is no chart. */
export function languageOf(spec: JsonObject): SpecLanguage | undefined {
  const schema = schemaLanguage(spec);
  if (schema !== 'vega' && vegaLiteViews.some((key) => key in spec)) {
    return 'vega-lite';
  }
  return schema !== 'vega-lite' && ('marks' in spec || 'signals' in spec) ? 'vega' : undefined;
}

/** The language that `$schema` names; absent where it names another, or is not there. */
export function schemaLanguage({ $schema }: JsonObject): SpecLanguage | undefined {
  const name = typeof $schema === 'string' ? /\/(vega|vega-lite)\/v\d/.exec($schema)?.[1] : undefined;
  return name === 'vega' || name === 'vega-lite' ? name : undefined;
}
