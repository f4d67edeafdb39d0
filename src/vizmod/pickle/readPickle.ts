import { MlflowError } from '../../model/mlflowError.ts';
import { ByteReader, narrowed } from './byteReader.ts';
import { PickleMachine } from './pickleMachine.ts';
import { PickleDict, type Pickle } from './pickleValue.ts';

const maxBytes = 64 * 1024 * 1024;
const stop = 0x2e;
/** Of Python 3.8 to 3.14. */
const newestProtocol = 5;

type Opcode = (machine: PickleMachine) => void;

/** A line of protocol 0: `I01` and `I00` are booleans there. */
function lineInteger(text: string): number | bigint | boolean {
  if (text === '01' || text === '00') {
    return text === '01';
  }
  const digits = text.replace(/L$/, '');
  return /^-?\d{1,4000}$/.test(digits) ? narrowed(BigInt(digits)) : Number.NaN;
}

/** As Python's `repr` of a float: also `inf` and `nan`. */
function lineFloat(text: string): number {
  const infinity = /^([-+]?)inf$/.exec(text);
  return infinity === null ? Number(text) : Number(`${infinity[1]}Infinity`);
}

function requireKnownProtocol({ reader }: PickleMachine): void {
  const protocol = reader.uint8();
  if (protocol > newestProtocol) {
    throw reader.refusal(`it is written in pickle protocol ${protocol}, and ${newestProtocol} is the newest known`);
  }
}

function pushInstance(machine: PickleMachine): void {
  const args = machine.popMark();
  const [callee = null, ...rest] = args;
  machine.pushCall(callee, rest);
}

/** Opcodes of protocols 0 to 5 (Python 3.13 pickletools), without those that reach outside the file. */
const opcodes: Readonly<Record<number, Opcode>> = {
  0x28: (m) => m.mark(), // (
  0x30: (m) => m.drop(), // 0
  0x31: (m) => void m.popMark(), // 1
  0x32: (m) => m.push(m.top()), // 2 DUP
  0x46: (m) => m.pushFloat(lineFloat(m.reader.line())), // F
  0x49: (m) => m.push(lineInteger(m.reader.line())), // I
  0x4a: (m) => m.push(m.reader.int32()), // J
  0x4b: (m) => m.push(m.reader.uint8()), // K
  0x4c: (m) => m.push(lineInteger(m.reader.line())), // L
  0x4d: (m) => m.push(m.reader.uint16()), // M
  0x4e: (m) => m.push(null), // N
  0x52: (m) => {
    const args = m.popArgs();
    m.pushCall(m.pop(), args);
  }, // R REDUCE
  0x54: (m) => m.push(m.reader.text(m.reader.uint32())), // T BINSTRING
  0x55: (m) => m.push(m.reader.text(m.reader.uint8())), // U SHORT_BINSTRING
  0x56: (m) => m.push(m.reader.line()), // V UNICODE
  0x58: (m) => m.push(m.reader.text(m.reader.uint32())), // X BINUNICODE
  0x5d: (m) => m.push([]), // ]
  0x61: (m) => m.append([m.pop()]), // a
  0x62: (m) => m.build(), // b
  0x63: (m) => m.pushGlobal(m.reader.line(), m.reader.line()), // c GLOBAL
  0x64: (m) => m.dictOf(m.popMark()), // d
  0x65: (m) => m.append(m.popMark()), // e APPENDS
  0x67: (m) => m.recall(Number(m.reader.line())), // g
  0x68: (m) => m.recall(m.reader.uint8()), // h BINGET
  0x69: (m) => {
    m.pushGlobal(m.reader.line(), m.reader.line());
    const callee = m.pop();
    m.pushCall(callee, m.popMark());
  }, // i INST
  0x6a: (m) => m.recall(m.reader.uint32()), // j LONG_BINGET
  0x6c: (m) => m.push(m.popMark()), // l LIST
  0x6f: pushInstance, // o OBJ
  0x70: (m) => m.memoize(Number(m.reader.line())), // p
  0x71: (m) => m.memoize(m.reader.uint8()), // q
  0x72: (m) => m.memoize(m.reader.uint32()), // r
  0x73: (m) => m.setItems(m.popSome(2)), // s
  0x74: (m) => m.push(m.popMark()), // t TUPLE
  0x75: (m) => m.setItems(m.popMark()), // u
  0x7d: (m) => m.push(new PickleDict()), // }
  0x29: (m) => m.push([]), // ) EMPTY_TUPLE
  0x47: (m) => m.pushFloat(m.reader.bigEndianDouble()), // G
  0x42: (m) => m.push(m.reader.bytes(m.reader.uint32())), // B
  0x43: (m) => m.push(m.reader.bytes(m.reader.uint8())), // C
  0x80: (m) => requireKnownProtocol(m), // PROTO
  0x81: (m) => {
    const args = m.popArgs();
    m.pushCall(m.pop(), args);
  }, // NEWOBJ
  0x85: (m) => m.push(m.popSome(1)),
  0x86: (m) => m.push(m.popSome(2)),
  0x87: (m) => m.push(m.popSome(3)),
  0x88: (m) => m.push(true),
  0x89: (m) => m.push(false),
  0x8a: (m) => m.pushInteger(m.reader.uint8()), // LONG1
  0x8b: (m) => m.pushInteger(m.reader.uint32()), // LONG4
  0x8c: (m) => m.push(m.reader.text(m.reader.uint8())), // SHORT_BINUNICODE
  0x8d: (m) => m.push(m.reader.text(m.reader.length64())), // BINUNICODE8
  0x8e: (m) => m.push(m.reader.bytes(m.reader.length64())), // BINBYTES8
  0x8f: (m) => m.push([]), // EMPTY_SET
  0x90: (m) => m.append(m.popMark()), // ADDITEMS
  0x91: (m) => m.push(m.popMark()), // FROZENSET
  0x92: (m) => {
    const keywords = m.pop();
    const args = m.popArgs();
    m.pushCall(m.pop(), [...args, keywords]);
  }, // NEWOBJ_EX
  0x93: (m) => {
    const name = m.popText();
    m.pushGlobal(m.popText(), name);
  }, // STACK_GLOBAL
  0x94: (m) => m.memoize(), // MEMOIZE
  0x95: (m) => void m.reader.length64(), // FRAME
  0x96: (m) => m.push(m.reader.bytes(m.reader.length64())), // BYTEARRAY8
};

/**
 * Reads a Python pickle as inert data: nothing is imported, called or instantiated, and unknown classes stay named nodes.
 * Work and memory are bounded by the size of the file.
 * @param what names the file in errors
 * @throws MlflowError refusedPickle for what is cut off, malformed, or reaches outside the file (persistent ids, extension codes,
 *   out-of-band buffers); tooLarge
 */
export function readPickle(bytes: Uint8Array<ArrayBuffer>, what: string): Pickle {
  if (bytes.length > maxBytes) {
    throw new MlflowError('tooLarge', { what, detail: `at most ${maxBytes / 1024 / 1024} MB are read` });
  }
  const reader = new ByteReader(bytes, what);
  const machine = new PickleMachine(reader);
  for (let code = reader.uint8(); code !== stop; code = reader.uint8()) {
    const opcode = opcodes[code];
    if (opcode === undefined) {
      throw reader.refusal(`it uses the pickle opcode 0x${code.toString(16)}, which charts do not need`);
    }
    opcode(machine);
  }
  return { value: machine.pop(), globals: machine.globals };
}
