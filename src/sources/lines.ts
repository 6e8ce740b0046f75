const LF = 10;

/** Cuts a stream of bytes at its line breaks. */
export class Lines {
  private readonly take: (line: Uint8Array) => void;
  /** An unfinished line stands in the first `kept` bytes of it. */
  private buffer = new Uint8Array();
  private kept = 0;

  /** `take` gets each line without its break, as a view that is good until the next. */
  constructor(take: (line: Uint8Array) => void) {
    this.take = take;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, from)) {
      const line = chunk.subarray(from, at);
      from = at + 1;
      if (this.kept === 0) this.take(line);
      else {
        this.keep(line);
        const length = this.kept;
        this.kept = 0;
        this.take(this.buffer.subarray(0, length));
      }
    }
    this.keep(chunk.subarray(from));
  }

  /** The last line, when no break follows it. */
  end(): void {
    const length = this.kept;
    this.kept = 0;
    if (length > 0) this.take(this.buffer.subarray(0, length));
  }

  private keep(bytes: Uint8Array): void {
    const length = this.kept + bytes.length;
    if (this.buffer.length < length) {
      const wider = new Uint8Array(2 * length);
      wider.set(this.buffer.subarray(0, this.kept));
      this.buffer = wider;
    }
    this.buffer.set(bytes, this.kept);
    this.kept = length;
  }
}

/** Where `wanted` first stands in `bytes` from `from` on, or -1. */
export function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const head = wanted[0] as number;
  for (let at = bytes.indexOf(head, from); at >= 0; at = bytes.indexOf(head, at + 1)) {
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++;
    if (i === wanted.length) return at;
  }
  return -1;
}
