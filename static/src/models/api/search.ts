import type { SearchPage } from "../../protocol/wire";

export type SearchOrder = "newest" | "best";

/** Search in the user's messages. */
export interface Search {
  /** `query` is in the language of docs/protocol.md: words, "phrases", -exclusions and filters. */
  messages(query: string, order: SearchOrder, cursor?: string): Promise<SearchPage>;
  /** The latest messages with files that match, by their words or the files' names. */
  files(query: string, limit: number): Promise<SearchPage>;
}
