const UTF8 = new TextDecoder();

/** Whole numbers that arrive one by one, in four bytes each. It grows by blocks, each twice as long as the one before up to a megabyte. */
export class GrowCodes {
  private full: Uint32Array[] = [];
  private held = 0;
  private block = new Uint32Array(256);
  private at = 0;

  get length(): number {
    return this.held + this.at;
  }

  push(code: number): void {
    if (this.at === this.block.length) {
      this.full.push(this.block);
      this.held += this.at;
      this.block = new Uint32Array(Math.min(1 << 18, this.block.length * 2));
      this.at = 0;
    }
    this.block[this.at++] = code;
  }

  /** What was pushed, as an array of its own; nothing is held any longer. */
  taken(): Uint32Array<ArrayBuffer> {
    const all = new Uint32Array(this.length);
    let at = 0;
    for (const block of this.full) {
      all.set(block, at);
      at += block.length;
    }
    all.set(this.block.subarray(0, this.at), at);
    this.full = [];
    this.held = 0;
    this.block = new Uint32Array(256);
    this.at = 0;
    return all;
  }
}

/**
 * Words met as bytes, each known by a number from then on: no string is made of a word that comes again. The empty word
 * is number 0.
 */
export class Words {
  private bytes = new Uint8Array(1024);
  private used = 0;
  private starts = new Uint32Array(65);
  private hashes = new Uint32Array(64);
  /** Open addressing; holds numbers + 1. */
  private slots = new Int32Array(256);
  private last = 0;
  /** How many there are, the empty one included. */
  size = 1;

  constructor() {
    this.put(hashOf(this.bytes, 0, 0), 0);
  }

  /** The number of the word in bytes [from, to); a new one is `size - 1` afterwards. */
  codeOf(bytes: Uint8Array, from: number, to: number): number {
    if (this.isWord(this.last, bytes, from, to)) return this.last;
    const hash = hashOf(bytes, from, to);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = (this.slots[slot] as number) - 1;
      if (code < 0) break;
      if (this.hashes[code] === hash && this.isWord(code, bytes, from, to)) {
        this.last = code;
        return code;
      }
    }
    this.last = this.add(hash, bytes, from, to);
    return this.last;
  }

  /** The number of a word at hand as text. */
  codeOfText(text: string): number {
    const bytes = new TextEncoder().encode(text);
    return this.codeOf(bytes, 0, bytes.length);
  }

  textOf(code: number): string {
    return UTF8.decode(this.bytes.subarray(this.starts[code], this.starts[code + 1]));
  }

  /** All words by their numbers. */
  list(): string[] {
    return Array.from({ length: this.size }, (_, code) => this.textOf(code));
  }

  private isWord(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.starts[code] as number;
    const length = (this.starts[code + 1] as number) - start;
    if (length !== to - from) return false;
    for (let i = 0; i < length; i++) if (this.bytes[start + i] !== bytes[from + i]) return false;
    return true;
  }

  private add(hash: number, bytes: Uint8Array, from: number, to: number): number {
    const code = this.size++;
    if (code + 1 >= this.starts.length) {
      this.starts = longer(this.starts, new Uint32Array(2 * this.starts.length));
      this.hashes = longer(this.hashes, new Uint32Array(2 * this.hashes.length));
    }
    const end = this.used + to - from;
    if (end > this.bytes.length) {
      this.bytes = longer(this.bytes, new Uint8Array(Math.max(end, 2 * this.bytes.length)));
    }
    this.bytes.set(bytes.subarray(from, to), this.used);
    this.used = end;
    this.starts[code + 1] = end;
    if (4 * this.size > this.slots.length) {
      this.slots = new Int32Array(4 * this.slots.length);
      for (let one = 0; one < code; one++) this.put(this.hashes[one] as number, one);
    }
    this.put(hash, code);
    return code;
  }

  private put(hash: number, code: number): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = code + 1;
    this.hashes[code] = hash;
  }
}

const longer = <T extends Uint8Array | Uint32Array>(from: T, to: T): T => {
  to.set(from);
  return to;
};

/** FNV-1a. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash >>> 0;
}
