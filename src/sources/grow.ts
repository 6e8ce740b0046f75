const FIRST = 8;
const LARGEST = 1 << 17;

/**
 * A Float64Array that grows: rows arrive one by one and never become objects. It grows by blocks, each twice as long as
 * the one before up to a megabyte, so that what is held is never copied but once, at the end.
 */
export class Grow {
  private full: Float64Array[] = [];
  private held = 0;
  private block = new Float64Array(FIRST);
  private at = 0;

  get length(): number {
    return this.held + this.at;
  }

  push(value: number): void {
    if (this.at === this.block.length) this.widen();
    this.block[this.at++] = value;
  }

  /** Pushes `from[i]`: a number that is handed over by its place need not be boxed on the way. */
  take(from: Float64Array, i: number): void {
    if (this.at === this.block.length) this.widen();
    this.block[this.at++] = from[i] as number;
  }

  private widen(): void {
    this.full.push(this.block);
    this.held += this.at;
    this.block = new Float64Array(Math.min(LARGEST, this.block.length * 2));
    this.at = 0;
  }

  /** What was pushed, as an array of its own; nothing is held any longer, each block let go as soon as it is copied. */
  taken(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.length);
    let at = 0;
    const blocks = this.full.reverse();
    for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) {
      all.set(block, at);
      at += block.length;
    }
    all.set(this.block.subarray(0, this.at), at);
    this.full = [];
    this.held = 0;
    this.block = new Float64Array(FIRST);
    this.at = 0;
    return all;
  }
}
