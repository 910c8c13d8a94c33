import address from "./digest.worker?worker&url";
import { sha256Of } from "./hashing";
import { scriptAddress } from "./scripts";

type Answer = { sha256: string } | { unreadable: true };

/** Hashes in a worker, so that the page stays responsive; in the page if no worker can be loaded, as when offline. */
export async function digest(file: Blob, signal: AbortSignal): Promise<string> {
  const answer = await inWorker(file, signal);
  signal.throwIfAborted();
  if (!answer) return await sha256Of(file, signal);
  if ("unreadable" in answer) throw new DOMException("The file cannot be read.", "NotReadableError");
  return answer.sha256;
}

function inWorker(file: Blob, signal: AbortSignal): Promise<Answer | null> {
  return new Promise((resolve) => {
    const worker = new Worker(scriptAddress(address));
    const end = (answer: Answer | null): void => {
      worker.terminate();
      signal.removeEventListener("abort", stop);
      resolve(answer);
    };
    const stop = (): void => end(null);
    signal.addEventListener("abort", stop);
    worker.onerror = (event) => {
      event.preventDefault();
      end(null);
    };
    worker.onmessage = ({ data }: MessageEvent<Answer>) => end(data);
    worker.postMessage(file);
  });
}
