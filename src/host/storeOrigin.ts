/** A settings file: of the person, of the workspace, or of one folder of several. */
export type SettingsLevel = 'user' | 'workspace' | 'folder';

export interface SettingOrigin {
  readonly kind: 'setting';
  readonly level: SettingsLevel;
  /** The entry of `vizmod.trackingUris` as it stands there. */
  readonly entry: string;
  /** URI of the folder whose settings they are; absent for other levels. */
  readonly folder?: string | undefined;
}

export interface FileOrigin {
  readonly kind: 'envFile' | 'code';
  readonly file: string;
  /** 0-based; in a notebook, within the cell. */
  readonly line: number;
  /** 0-based; absent outside notebooks. */
  readonly cell?: number | undefined;
}

/** How a window came to know a store. */
export type StoreOrigin = { readonly kind: 'disk' | 'environment' | 'sample' } | SettingOrigin | FileOrigin;

/** A store, said once: the same store may be named in several places. */
export interface NamedStore {
  readonly uri: string;
  readonly origin: StoreOrigin;
  /** The Authorization header that stood where the store was named: in its address, or beside it in a `.env` file. */
  readonly authorization?: string | undefined;
}

/** Whether the person named the store, and not whoever wrote the workspace. A store on disk names nobody's server. */
export function isPersonsOwn(origin: StoreOrigin): boolean {
  switch (origin.kind) {
    case 'environment':
    case 'sample':
      return true;
    case 'setting':
      return origin.level === 'user';
    case 'disk':
    case 'envFile':
    case 'code':
      return false;
  }
}
