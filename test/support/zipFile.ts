import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const [endSignature, endLength, entryLength, localLength] = [0x06054b50, 22, 46, 30];

/** The files of a zip archive by path, as its central directory lists them. */
export function readZip(path: string): ReadonlyMap<string, Buffer> {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Uint8Array.of(0x50, 0x4b, 0x05, 0x06), zip.length - endLength);
  if (end < 0 || zip.readUInt32LE(end) !== endSignature) {
    throw new Error(`${path} is not a zip archive`);
  }
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const name = zip.toString('utf8', at + entryLength, at + entryLength + (nameLength ?? 0));
    files.set(name, unpack(zip, at));
    at += entryLength + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return files;
}

function unpack(zip: Buffer, entry: number): Buffer {
  const isDeflated = zip.readUInt16LE(entry + 10) === 8;
  const local = zip.readUInt32LE(entry + 42);
  const start = local + localLength + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const data = zip.subarray(start, start + zip.readUInt32LE(entry + 20));
  return isDeflated ? inflateRawSync(data) : data;
}
