// The names of the users and conversations, and the texts of the messages.
export const PEOPLE = [
  "Bob Martens",
  "Carol Okafor",
  "Mallory Quint",
  "Ana Lima",
  "Björn Åkesson",
  "Chidinma Eze",
  "Daniel Weiß",
  "Eleni Papadopoulou-Konstantinidou",
  "فاطمة الزهراء بنت عبد الرحمن",
  "גיל אברהמי",
  "Haruki 田中",
  "Ines",
  "João Ribeiro",
  "Katarzyna Wiśniewska",
  "Liam O’Connor",
  "Mei-Ling Chen",
  "Noor",
  "Oskar Lindqvist",
  "Priya Raghunathan",
  "Quentin de la Tour",
  "Rosa",
  "Sami Haddad",
  "Tomás Ó Súilleabháin",
  "Uma Thakur",
  "Viktor",
  "Wanjiku",
  "Xiomara Núñez",
  "Yusuf Demir",
  "Zoë",
];
export const TITLES = [
  "Design",
  "Release 4.2",
  "Kitchen and coffee",
  "Weekend walks",
  "On call",
  "Very long title of a project that no one ever shortened in five years",
  "مشروع الترجمة العربية",
  "Books",
  "Infrastructure",
  "Hiring",
  "Random",
  "Standup",
  "Berlin office",
  "Board games",
  "Support",
  "Docs",
];
export const LINES = [
  "Shall we go at six?",
  "I have pushed the fix, can you look?",
  "Thanks!",
  "That is **exactly** what I meant.",
  "On my way",
  "The build is green again.",
  "Can you send me the `config` you used?",
  "See https://example.org/notes/2026/11/24 for the details",
  "Haha",
  "I think we should wait for Carol before we decide anything about the contract.",
  "هل يمكننا الاجتماع غدًا في الساعة العاشرة؟",
  "Works for me",
  "👍",
  "No hurry, tomorrow is fine too.",
];
export const CODE = `Here is the loop that drops the last page:

\`\`\`python
def pages(first: int, last: int, size: int = 50) -> Iterator[tuple[int, int]]:
    """Yield (from, to) for every page of the range, the last one possibly short and never, ever, longer than the size that was asked for."""
    start = first
    while start <= last:
        end = min(start + size - 1, last)
        yield start, end
        start = end + 1
\`\`\`

The old one said \`while start < last\`.`;
export const LONG = Array.from({ length: 40 }, (_, n) => `${n + 1}. ${LINES[(n * 5) % LINES.length]}`).join(
  "\n",
);
export const REACTIONS = ["👍", "❤️", "😂", "🎉", "👀", "🙏", "🚀", "🔥", "💯", "☕", "🐛", "🦄"];
