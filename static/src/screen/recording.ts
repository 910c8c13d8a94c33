import { signal } from "@preact/signals-core";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const LONGEST_MS = 15 * 60_000;

/** Whether this browser can record at all: it does so in secure pages only. */
export function canRecord(): boolean {
  return Boolean(navigator.mediaDevices?.getUserMedia) && "MediaRecorder" in window;
}

/** A voice while it is recorded: how long already, and how loud at this moment (0 to 1). */
export class Recording {
  readonly seconds = signal(0);
  readonly level = signal(0);
  private readonly pieces: Blob[] = [];
  private readonly recorder: MediaRecorder;
  private readonly context = new AudioContext();
  private readonly ticking: ReturnType<typeof setInterval>;

  /** Rejects where the microphone is missing or not allowed. */
  static async begin(onLongest: () => void): Promise<Recording> {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true },
    });
    return new Recording(stream, onLongest);
  }

  private constructor(
    private readonly stream: MediaStream,
    onLongest: () => void,
  ) {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    this.recorder.ondataavailable = ({ data }) => this.pieces.push(data);
    this.recorder.start(1_000);
    const analyser = this.context.createAnalyser();
    this.context.createMediaStreamSource(stream).connect(analyser);
    const heard = new Float32Array(analyser.fftSize);
    const began = performance.now();
    this.ticking = setInterval(() => {
      analyser.getFloatTimeDomainData(heard);
      this.level.value = Math.min(1, (3 * Math.hypot(...heard)) / Math.sqrt(heard.length));
      this.seconds.value = Math.floor((performance.now() - began) / 1000);
      if (performance.now() - began > LONGEST_MS) onLongest();
    }, 100);
  }

  /** The end of it, as a file. */
  async stop(): Promise<File> {
    const ended = new Promise((resolve) => {
      this.recorder.onstop = resolve;
    });
    this.recorder.stop();
    await ended;
    this.release();
    const type = this.recorder.mimeType.split(";")[0] || "audio/webm";
    return new File(this.pieces, `Voice message.${type.split("/")[1]}`, { type });
  }

  cancel(): void {
    this.recorder.ondataavailable = null;
    if (this.recorder.state !== "inactive") this.recorder.stop();
    this.release();
  }

  private release(): void {
    clearInterval(this.ticking);
    for (const track of this.stream.getTracks()) track.stop();
    void this.context.close();
  }
}

/** Why there is no recording, in words for people. */
export function refusalOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError")
    return "This page may not use the microphone. Allow it in the browser's address bar.";
  if (name === "NotFoundError") return "There is no microphone.";
  return "The microphone does not answer. Something else may be using it.";
}
