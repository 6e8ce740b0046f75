/** A Float64Array that grows by doubling: rows arrive one by one and never become objects. */
export class Grow {
  length = 0;
  private held = new Float64Array(256);

  push(value: number): void {
    if (this.length === this.held.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.held);
      this.held = wider;
    }
    this.held[this.length++] = value;
  }

  /** What was pushed, as an array of its own. */
  taken(): Float64Array<ArrayBuffer> {
    return this.held.slice(0, this.length);
  }
}
