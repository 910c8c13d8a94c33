/** The number of samples in a waveform, the same as on the server. */
const MOMENTS = 64;
/** Speech at arm's length rarely exceeds a third of the maximum level. */
const GAIN = 3;

/** Measures the level of a microphone over time. */
export class Loudness {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly moment = new Float32Array(this.analyser.fftSize);
  private readonly levels: number[] = [];

  constructor(stream: MediaStream) {
    this.context.createMediaStreamSource(stream).connect(this.analyser);
  }

  listen(): void {
    this.analyser.getFloatTimeDomainData(this.moment);
    const power = this.moment.reduce((sum, sample) => sum + sample * sample, 0) / this.moment.length;
    this.levels.push(Math.min(1, Math.sqrt(power) * GAIN));
  }

  latest(count: number): number[] {
    const last = this.levels.slice(-count);
    return [...Array<number>(count - last.length).fill(0), ...last];
  }

  /** In the protocol's encoding: one byte for each sample, in base64. */
  waveform(): string {
    return waveformOf(this.levels);
  }

  close(): void {
    if (this.context.state !== "closed") void this.context.close();
  }
}

/** The maximum of each section, relative to the maximum of all. */
export function waveformOf(levels: readonly number[], moments = MOMENTS): string {
  const count = Math.min(moments, levels.length);
  const loudest = Math.max(0.05, ...levels);
  const bytes = Array.from({ length: count }, (_, at) => {
    const stretch = levels.slice(
      Math.floor((at * levels.length) / count),
      Math.ceil(((at + 1) * levels.length) / count),
    );
    return Math.round((255 * Math.max(...stretch)) / loudest);
  });
  return btoa(String.fromCharCode(...bytes));
}
