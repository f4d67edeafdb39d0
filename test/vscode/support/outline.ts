import * as vscode from 'vscode';

/** The tree as text: one line per item with its label, description and icon, nested by two spaces, as deep as `isOpen` says. */
export async function outline<Node>(
  tree: vscode.TreeDataProvider<Node>,
  isOpen: (label: string) => boolean,
  node?: Node,
  indent = '',
): Promise<string[]> {
  const children = (await tree.getChildren(node)) ?? [];
  const lines: string[] = [];
  for (const child of children) {
    const item = await tree.getTreeItem(child);
    const label = labelOf(item);
    lines.push(`${indent}${lineOf(item)}`);
    if (item.collapsibleState !== vscode.TreeItemCollapsibleState.None && isOpen(label)) {
      lines.push(...(await outline(tree, isOpen, child, `${indent}  `)));
    }
  }
  return lines;
}

function labelOf({ label = '' }: vscode.TreeItem): string {
  return typeof label === 'string' ? label : label.label;
}

function lineOf(item: vscode.TreeItem): string {
  const icon = item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : '';
  const description = typeof item.description === 'string' ? withoutAge(item.description) : '';
  return [labelOf(item), description, `[${icon}]`].filter((part) => part !== '').join(' ');
}

/** How long ago a run was depends on the day of the test. */
function withoutAge(description: string): string {
  return description
    .split(' · ')
    .filter((part) => !/^(now|\d+(y|mo|w|d|h|m))$/.test(part))
    .join(' · ');
}

/** The node whose item has this label, looked for among the children of `node`. */
export async function childNamed<Node>(tree: vscode.TreeDataProvider<Node>, label: string, node?: Node): Promise<Node> {
  const children = (await tree.getChildren(node)) ?? [];
  const labels: string[] = [];
  for (const child of children) {
    const item = await tree.getTreeItem(child);
    labels.push(labelOf(item));
    if (labelOf(item) === label) {
      return child;
    }
  }
  throw new Error(`${label} is not among ${labels.join(', ')}`);
}
