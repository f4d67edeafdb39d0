import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { withoutIndentation } from './yamlScalar.ts';

/** The scalar entries of a meta.yaml; a null is absent, and so is what is a list or a map. Values are texts as written, numbers included. */
export type MetaFields = ReadonlyMap<string, string>;

const lineShape = /^([A-Za-z_][A-Za-z0-9_.-]*): (.*)$/;
const plainShape = /^[A-Za-z0-9_./\u00c0-\u024f][^#:'"`\t\\]*$/;
const uriShape = /^[a-z][a-z0-9+.-]*:\/\/[^\s#'"\\]+$|^[a-z-]+:\/[^\s#:'"\\]+$/;
const nulls: ReadonlySet<string> = new Set(['null', '~', 'Null', 'NULL', '']);

/**
 * The fields of a meta.yaml as MLflow writes it. The narrow reader knows the fixed shape of those files, one `key: value` per line with
 * simple values; everything else goes to the YAML library. Texts are never turned into numbers, so an 18-digit id survives.
 *
 * @returns undefined when the text is not a YAML map
 */
export function readMetaYaml(text: string): MetaFields | undefined {
  return readFixedLines(text) ?? readAnyYaml(text);
}

/** A meta.yaml whose entry `tags` is a map of texts, as those of inputs and outputs are. */
export interface TaggedMeta {
  readonly fields: MetaFields;
  readonly tags: MetaFields;
}

const tagsLine = '\ntags:\n';

/** As {@link readMetaYaml}, with the tags. MLflow sorts the keys, so in what it wrote the tags come last. */
export function readTaggedMetaYaml(text: string): TaggedMeta | undefined {
  const start = text.indexOf(tagsLine);
  if (start < 0) {
    const fields = readFixedLines(text);
    return fields === undefined ? readAnyTaggedYaml(text) : { fields, tags: new Map() };
  }
  const fields = readFixedLines(text.slice(0, start + 1));
  const tags = readFixedLines(text.slice(start + tagsLine.length).replace(/^ {2}(?=[^ ])/gm, ''));
  return fields === undefined || tags === undefined ? readAnyTaggedYaml(text) : { fields, tags };
}

function readAnyTaggedYaml(text: string): TaggedMeta | undefined {
  const contents = readMap(text);
  const tags = contents?.get('tags');
  return contents === undefined
    ? undefined
    : { fields: scalarsOf(contents), tags: isMap(tags) ? scalarsOf(tags) : new Map() };
}

/** The narrow reader by itself: undefined whenever the text has anything that it does not know for certain. */
export function readFixedLines(text: string): MetaFields | undefined {
  const fields = new Map<string, string>();
  if (!text.endsWith('\n')) {
    return undefined;
  }
  for (const line of text.slice(0, -1).split('\n')) {
    const [, key, value] = lineShape.exec(line) ?? [];
    if (key === undefined || value === undefined || fields.has(key)) {
      return undefined;
    }
    const field = readSimpleValue(value);
    if (field === undefined) {
      return undefined;
    }
    if (field !== null) {
      fields.set(key, field);
    }
  }
  return fields;
}

/** The YAML library by itself. */
export function readAnyYaml(text: string): MetaFields | undefined {
  const contents = readMap(text);
  return contents === undefined ? undefined : scalarsOf(contents);
}

function readMap(text: string): YAMLMap | undefined {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  return document.errors.length > 0 || !isMap(document.contents) ? undefined : document.contents;
}

function scalarsOf({ items }: YAMLMap): MetaFields {
  const fields = new Map<string, string>();
  for (const { key, value } of items) {
    if (isScalar(key) && isScalar(value) && !(value.type === 'PLAIN' && nulls.has(String(value.value)))) {
      const text = String(value.value);
      fields.set(String(key.value), value.type === 'QUOTE_SINGLE' ? withoutIndentation(text) : text);
    }
  }
  return fields;
}

/** @returns null for YAML's null and for the empty list, undefined for what is not simple */
function readSimpleValue(value: string): string | null | undefined {
  if (value === 'null' || value === '[]' || value === '{}') {
    return null;
  }
  if (value.startsWith("'")) {
    return readQuoted(value);
  }
  if ((plainShape.test(value) && !value.endsWith(' ')) || uriShape.test(value)) {
    return nulls.has(value) ? null : value;
  }
  return undefined;
}

function readQuoted(value: string): string | undefined {
  const inner = value.slice(1, -1);
  if (value.length < 2 || !value.endsWith("'") || inner.replaceAll("''", '').includes("'")) {
    return undefined;
  }
  return withoutIndentation(inner.replaceAll("''", "'"));
}
