const NOTES = [
  { hertz: 659.25, at: 0 },
  { hertz: 987.77, at: 0.09 },
];
const LOUDNESS = 0.08;
const SECONDS = 0.35;

let context: AudioContext | null = null;

/** Plays two soft notes. Browsers block sound until the user has interacted with the page. */
export function chime(): void {
  if (!("AudioContext" in window) || navigator.userActivation?.hasBeenActive === false) return;
  const audio = context ?? new AudioContext();
  context = audio;
  void audio.resume().then(() => {
    for (const { hertz, at } of NOTES) ring(audio, hertz, audio.currentTime + at);
  });
}

function ring(audio: AudioContext, hertz: number, start: number): void {
  const tone = new OscillatorNode(audio, { type: "sine", frequency: hertz });
  const level = new GainNode(audio, { gain: 0 });
  level.gain.setValueAtTime(0, start);
  level.gain.linearRampToValueAtTime(LOUDNESS, start + 0.012);
  level.gain.exponentialRampToValueAtTime(0.0001, start + SECONDS);
  tone.connect(level).connect(audio.destination);
  tone.start(start);
  tone.stop(start + SECONDS);
}
