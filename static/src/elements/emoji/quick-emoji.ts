/** Reactions that are offered without the picker. */
export const quickEmoji = ["👍", "❤️", "😂", "🎉", "👀", "🙏"] as const;
