import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  artifactScheme,
  contextValues,
  noteScheme,
  panelTypes,
  settingDefaults,
  taskType,
  viewIds,
} from '../../src/contributions.ts';
import { runColorCount } from '../../src/model/runColor.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface MenuEntry {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
    readonly taskDefinitions: readonly { readonly type: string }[];
    readonly colors: readonly { readonly id: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly svg: string } }[] }[];
  };
}

const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifestText = text('package.json');
const manifest = JSON.parse(manifestText) as Manifest;
const { contributes } = manifest;
const contributions = text('src/contributions.ts');

const unique = (values: Iterable<string>): string[] => [...new Set(values)].sort();
const matches = (pattern: RegExp, source: string): string[] =>
  unique([...source.matchAll(pattern)].map((m) => m[1] ?? ''));

/** Type-only declarations leave nothing to import; their keys are read from the source. */
function keysOf(interfaceName: string): string[] {
  const body = new RegExp(`interface ${interfaceName} \\{([^}]*)\\}`).exec(contributions)?.[1] ?? '';
  return matches(/^\s*'([^']+)':/gm, body);
}

const commandIds = contributes.commands.map(({ command }) => command);
const menuEntries = Object.values(contributes.menus).flat();
const whenClauses = [...menuEntries, ...contributes.viewsWelcome].map(({ when }) => when ?? '');

describe('package.json', () => {
  it('contributes exactly the commands, settings, views, panels and colours of contributions.ts', () => {
    expect(unique(commandIds)).toEqual(keysOf('CommandArguments'));
    const { properties } = contributes.configuration;
    const defaults = Object.entries(properties).map(([key, property]) => [key, property.default]);
    const expected = Object.entries(settingDefaults).map(([key, value]) => [`vizmod.${key}`, value]);
    expect(Object.fromEntries(defaults)).toEqual(Object.fromEntries(expected));
    const { container, ...views } = viewIds;
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([container]);
    expect(contributes.views[container]?.map(({ id }) => id)).toEqual(Object.values(views));
    expect(contributes.taskDefinitions.map(({ type }) => type)).toEqual([taskType]);
    const colors = Array.from({ length: runColorCount }, (_, index) => `vizmod.run${index + 1}`);
    expect(contributes.colors.map(({ id }) => id)).toEqual(colors);
  });

  it('says MLflow once in the palette; a title that says so itself says it in the menus of files, too', () => {
    const sentences = JSON.parse(text('package.nls.json')) as Readonly<Record<string, string>>;
    const labels = contributes.commands.map(({ title, category }) => {
      const sentence = sentences[title.replaceAll('%', '')] ?? '';
      return category === undefined ? sentence : `${category}: ${sentence}`;
    });
    expect(labels.filter((label) => !/^MLflow: (?!MLflow)\S/.test(label))).toEqual([]);
  });

  it('activates for what VS Code cannot know by itself, and for nothing else', () => {
    expect(unique(manifest.activationEvents)).toEqual(
      unique([
        'onStartupFinished',
        `onFileSystem:${artifactScheme}`,
        `onFileSystem:${noteScheme}`,
        `onTaskType:${taskType}`,
        ...Object.values(panelTypes).map((type) => `onWebviewPanel:${type}`),
      ]),
    );
  });

  it('names in menus only commands, views and context keys that exist', () => {
    expect(unique(menuEntries.map(({ command }) => command)).filter((id) => !commandIds.includes(id))).toEqual([]);
    const clauses = whenClauses.join('\n');
    const views: string[] = Object.values(viewIds);
    expect(matches(/view == ([\w.]+)/g, clauses).filter((id) => !views.includes(id))).toEqual([]);
    expect(contributes.viewsWelcome.map(({ view }) => view).filter((id) => !views.includes(id))).toEqual([]);
    const keys = matches(/(?<![\w.=] )(?<![\w.])(vizmod\.\w+)/g, clauses).filter((key) => !views.includes(key));
    expect(keys).toEqual(keysOf('ContextKeys'));
  });

  it('matches every item kind of the trees in some menu, and no kind that is not there', () => {
    const patterns = [...whenClauses.join('\n').matchAll(/viewItem =~ \/(.+?)\/(?=\s|$)/gm)].map(
      (m) => new RegExp(m[1] ?? ''),
    );
    const kinds = Object.values(contextValues);
    expect(kinds.filter((kind) => !patterns.some((pattern) => pattern.test(kind)))).toEqual([]);
    expect(patterns.filter((pattern) => !kinds.some((kind) => pattern.test(kind))).map(String)).toEqual([]);
  });

  it('takes every sentence from package.nls.json, which holds no other', () => {
    const used = matches(/"%([^%"]+)%"/g, manifestText);
    expect(unique(Object.keys(JSON.parse(text('package.nls.json')) as object))).toEqual(used);
  });

  it('links in its sentences to commands that exist', () => {
    const linked = matches(/command:(vizmod\.[\w.]+)/g, text('package.nls.json'));
    expect(linked.filter((id) => !commandIds.includes(id))).toEqual([]);
  });

  it('points at pictures that exist', () => {
    const pictures = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap((views) => views.map(({ icon }) => icon)),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ];
    const files = readdirSync(join(root, 'media'), { recursive: true, encoding: 'utf8' });
    const present = new Set(files.map((name) => `media/${name}`));
    expect(unique(pictures).filter((picture) => !present.has(picture))).toEqual([]);
  });
});
