import type { Voice } from "../models/api";
import { Loudness } from "./loudness";

/** The interval between measurements of the level. */
const LISTEN_MS = 100;
const LONGEST_MS = 60 * 60 * 1000;
/** Enough for speech: ten minutes are about 2 MB. */
const BITS_PER_SECOND = 32_000;
/** The first format that the browser supports is used: Opus, or AAC on Safari. */
const FORMATS = [
  "audio/webm;codecs=opus",
  "audio/mp4;codecs=mp4a.40.2",
  "audio/mp4",
  "audio/ogg;codecs=opus",
];

/** A recorded voice message. */
export interface Recorded {
  file: File;
  voice: Voice;
}

/** Browsers give access to the microphone only with TLS. */
export function canRecord(): boolean {
  return Boolean(navigator.mediaDevices?.getUserMedia) && "MediaRecorder" in globalThis;
}

/** Records one voice message from the microphone. */
export class Recording {
  private readonly pieces: Blob[] = [];
  private readonly loudness: Loudness;
  private readonly recorder: MediaRecorder;
  private readonly startedAt = performance.now();
  private readonly ended: Promise<Recorded>;
  private readonly listening: number;

  /** Rejects with the browser's error if there is no microphone or no permission: see `whyNot`. */
  static async start(onHeard: () => void): Promise<Recording> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    return new Recording(stream, onHeard);
  }

  private constructor(
    private readonly stream: MediaStream,
    onHeard: () => void,
  ) {
    const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
    this.recorder = new MediaRecorder(stream, {
      audioBitsPerSecond: BITS_PER_SECOND,
      ...(mimeType ? { mimeType } : {}),
    });
    this.loudness = new Loudness(stream);
    this.ended = new Promise((resolve) => {
      this.recorder.onstop = () => resolve(this.whole());
    });
    this.recorder.ondataavailable = ({ data }) => this.pieces.push(data);
    this.recorder.start(1000);
    this.listening = window.setInterval(() => {
      this.loudness.listen();
      if (this.duration > LONGEST_MS) void this.stop();
      onHeard();
    }, LISTEN_MS);
    // If the microphone is unplugged, the recording up to then remains.
    for (const track of stream.getTracks()) track.onended = onHeard;
  }

  /** In ms. */
  get duration(): number {
    return performance.now() - this.startedAt;
  }

  /** Whether the recording has ended, which can happen by itself. */
  get isOver(): boolean {
    return this.recorder.state === "inactive";
  }

  /** The last measured levels, 0 to 1, the newest last. */
  latest(count: number): number[] {
    return this.loudness.latest(count);
  }

  /** Releases the microphone and returns the recording. Can be called again. */
  stop(): Promise<Recorded> {
    window.clearInterval(this.listening);
    if (this.recorder.state !== "inactive") this.recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
    this.loudness.close();
    return this.ended;
  }

  private whole(): Recorded {
    const duration_ms = Math.max(1, Math.round(this.duration));
    const [type] = this.recorder.mimeType.split(";") as [string];
    const file = new File(this.pieces, `Voice message.${type.split("/")[1]}`, { type });
    return { file, voice: { duration_ms, waveform: this.loudness.waveform() } };
  }
}

/** The reason why recording failed, and what to do. */
export function whyNot(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError")
    return "Your browser blocks the microphone. Allow it for this site in its settings.";
  if (name === "NotFoundError") return "No microphone was found. Connect one and try again.";
  if (name === "NotReadableError")
    return "The microphone is in use by another program. Close that and try again.";
  return "Recording did not start. Try again.";
}
