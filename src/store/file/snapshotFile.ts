import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Deserializer, Serializer } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { RunTableData } from '../../model/runTable.ts';
import type { RunStamps } from './runStamps.ts';

/** What makes an older or newer form unreadable, so that it is written anew. */
const formatVersion = 3;
/** The version, then length and checksum of each of the three parts: whose it is, the index, the runs. */
const headerBytes = 28;
type PartNumber = 0 | 1 | 2;

/** Which experiment of which store a snapshot is of. */
export interface SnapshotKey {
  readonly snapshotFolder: string;
  readonly root: string;
  readonly experimentId: string;
}

/** The runs of a snapshot in its order, with the state of their files at the time. */
export interface SnapshotIndex {
  readonly runIds: readonly string[];
  /** 1 where the run was running. */
  readonly running: Uint8Array<ArrayBuffer>;
  /** Distinct lists of paths; runs of one experiment mostly share one. */
  readonly shapes: readonly (readonly string[])[];
  readonly shapeOf: Int32Array<ArrayBuffer>;
  /** Those of all runs, one run after the other. */
  readonly stamps: Float64Array<ArrayBuffer>;
  /** Where those of each run begin. */
  readonly stampOffsets: Int32Array<ArrayBuffer>;
}

export interface Snapshot {
  readonly index: SnapshotIndex;
  /** The runs in the same order, in pieces. */
  readonly pieces: readonly RunTableData[];
}

/** A part of a snapshot, with what is another one for every writing, so that parts of different ones are not put together. */
export interface SnapshotPart<Content> {
  readonly identity: string;
  readonly content: Content;
}

export function snapshotPath({ snapshotFolder, root, experimentId }: SnapshotKey): string {
  const name = createHash('sha256').update(`${root}\0${experimentId}`).digest('hex').slice(0, 32);
  return `${snapshotFolder}/runs/${name}`;
}

/** @returns undefined when there is no snapshot, or none that is whole and of this version */
export function readSnapshotIndex(key: SnapshotKey): SnapshotPart<SnapshotIndex> | undefined {
  const part = readPart(key, 1);
  return part === undefined ? undefined : { ...part, content: decode(part.content) as SnapshotIndex };
}

/** The runs in pieces, each decoded when its turn comes; undefined as for the index. */
export function readSnapshotPieces(key: SnapshotKey): SnapshotPart<Iterable<RunTableData>> | undefined {
  const part = readPart(key, 2);
  return part === undefined ? undefined : { ...part, content: decodePieces(part.content) };
}

/** Replaces the snapshot as a whole. @throws Node's errors */
export function writeSnapshot(key: SnapshotKey, { index, pieces }: Snapshot): void {
  const path = snapshotPath(key);
  const temporary = `${path}.${randomUUID()}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, encodeFile(key, index, pieces));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

export function stampsOf({ shapes, shapeOf, stamps, stampOffsets }: SnapshotIndex, run: number): RunStamps {
  const paths = shapes[shapeOf[run] ?? 0] ?? [];
  const offset = stampOffsets[run] ?? 0;
  return { paths, stamps: stamps.subarray(offset, offset + paths.length * 2) };
}

interface SnapshotHead {
  readonly root: string;
  readonly experimentId: string;
  readonly identity: string;
}

function encodeFile(
  { root, experimentId }: SnapshotKey,
  index: SnapshotIndex,
  pieces: readonly RunTableData[],
): Buffer {
  const head: SnapshotHead = { root, experimentId, identity: randomUUID() };
  const parts = [encode(head), encode(index), encode(pieces.map(encode))];
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(formatVersion, 0);
  for (const [number, part] of parts.entries()) {
    header.writeUInt32LE(part.length, 4 + number * 8);
    header.writeUInt32LE(crc32(part), 8 + number * 8);
  }
  return Buffer.concat([header, ...parts]);
}

/** Unlike `v8.serialize`, whose typed arrays come back as views of one buffer, which could not be handed to another thread one by one. */
function encode(value: unknown): Buffer {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function decode(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

/** Reads one part without the others, which may be large. */
function readPart(key: SnapshotKey, number: PartNumber): SnapshotPart<Buffer> | undefined {
  let file: number;
  try {
    file = openSync(snapshotPath(key), 'r');
  } catch {
    // A snapshot is only ever a shortcut: without one the files are read, and the next one is written.
    return undefined;
  }
  try {
    const header = readBytes(file, 0, headerBytes);
    const headBytes = readChecked(file, header, 0);
    const content = readChecked(file, header, number);
    if (header.readUInt32LE(0) !== formatVersion || headBytes === undefined || content === undefined) {
      return undefined;
    }
    const head = decode(headBytes) as SnapshotHead;
    const isOurs = head.root === key.root && head.experimentId === key.experimentId;
    return isOurs ? { identity: head.identity, content } : undefined;
  } catch {
    // Cut short, or written by another V8.
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** @returns undefined when it is not what was written */
function readChecked(file: number, header: Buffer, number: PartNumber): Buffer | undefined {
  let offset = headerBytes;
  for (let before = 0; before < number; before++) {
    offset += header.readUInt32LE(4 + before * 8);
  }
  const bytes = readBytes(file, offset, header.readUInt32LE(4 + number * 8));
  return crc32(bytes) === header.readUInt32LE(8 + number * 8) ? bytes : undefined;
}

function readBytes(file: number, offset: number, length: number): Buffer {
  // A damaged length must not become a huge allocation.
  const available = Math.max(0, fstatSync(file).size - offset);
  const bytes = Buffer.allocUnsafeSlow(Math.min(length, available));
  readSync(file, bytes, 0, bytes.length, offset);
  return bytes;
}

function* decodePieces(bytes: Uint8Array): Iterable<RunTableData> {
  for (const piece of decode(bytes) as readonly Uint8Array[]) {
    yield decode(piece) as RunTableData;
  }
}
