import { Unreachable } from "./errors";
import type { Putting } from "./world";

const SILENCE_MS = 60_000;

/** Uses XMLHttpRequest, because fetch does not report upload progress. */
export function put({ url, headers, body, onProgress, signal }: Putting): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (): void => reject(new Unreachable());
    const stop = (): void => request.abort();
    let silence = setTimeout(stop, SILENCE_MS);
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MS);
      onProgress(loaded);
    };
    request.onload = () => resolve(request.status);
    request.onerror = fail;
    request.onabort = fail;
    request.onloadend = () => {
      clearTimeout(silence);
      signal.removeEventListener("abort", stop);
    };
    signal.addEventListener("abort", stop);
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body);
  });
}
