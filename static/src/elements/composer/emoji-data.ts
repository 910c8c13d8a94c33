// The emoji people use in talk, with the words to find them by. Any other can be typed into a message.

export const quickEmoji = ["👍", "❤️", "😂", "🎉", "👀", "🙏"] as const;

export interface EmojiGroup {
  name: string;
  emoji: readonly (readonly [emoji: string, words: string])[];
}

const group = (name: string, lines: string): EmojiGroup => ({
  name,
  emoji: lines
    .trim()
    .split("\n")
    .map((line) => {
      const [emoji = "", ...words] = line.trim().split(" ");
      return [emoji, words.join(" ")] as const;
    }),
});

export const emojiGroups: readonly EmojiGroup[] = [
  group(
    "Faces",
    `😀 grin happy
    😄 smile happy laugh
    😁 beam teeth
    😅 sweat relief nervous
    😂 tears joy laugh
    🤣 rolling laugh
    🙂 slight smile
    😉 wink
    😊 blush smile
    😍 heart eyes love
    🥰 love hearts
    😘 kiss
    😎 cool sunglasses
    🤓 nerd glasses
    🤔 thinking hmm
    🫡 salute
    🤗 hug
    🤭 giggle oops
    😐 neutral
    🙄 eye roll
    😏 smirk
    😬 grimace awkward
    😌 relieved calm
    😴 sleep
    🤒 sick ill
    🥵 hot
    🥶 cold
    🤯 mind blown
    🥳 party celebrate
    😕 confused
    🙁 frown sad
    😢 cry sad tear
    😭 sob crying
    😤 huff proud
    😡 angry mad
    😱 scream shock
    😳 flushed embarrassed
    🥺 pleading please
    🫠 melting
    🤡 clown
    💀 skull dead
    👻 ghost
    🤖 robot bot`,
  ),
  group(
    "Hands and people",
    `👍 thumbs up yes good
    👎 thumbs down no bad
    👌 ok perfect
    🤌 pinched what
    ✌️ victory peace
    🤞 fingers crossed luck
    🤘 rock horns
    👈 left point
    👉 right point
    👆 up point
    👇 down point
    ☝️ one up point
    ✋ hand stop high five
    👋 wave hello bye
    👏 clap applause
    🙌 raised hands hooray
    🫶 heart hands
    🤝 handshake deal
    🙏 thanks please pray
    💪 strong muscle
    🤷 shrug dunno
    🤦 facepalm
    🙋 raise hand me
    🧑‍💻 coder laptop
    👀 eyes look
    🧠 brain
    🗣️ speak`,
  ),
  group(
    "Hearts and signs",
    `❤️ heart love red
    🧡 orange heart
    💛 yellow heart
    💚 green heart
    💙 blue heart
    💜 purple heart
    🖤 black heart
    💔 broken heart
    💯 hundred perfect
    ✅ done check yes
    ☑️ check
    ✔️ check tick
    ❌ cross no wrong
    ❓ question
    ❗ exclamation important
    ⚠️ warning
    🚫 forbidden no
    ➕ plus add
    ➖ minus
    💤 sleep zzz
    ♻️ recycle
    🔴 red circle
    🟡 yellow circle
    🟢 green circle
    ⭐ star
    ✨ sparkles new
    ⚡ fast lightning
    🔥 fire hot
    💥 boom
    💡 idea bulb`,
  ),
  group(
    "Things",
    `🎉 tada party celebrate
    🎂 cake birthday
    🎁 gift present
    🏆 trophy win
    🥇 first medal gold
    🎯 target goal
    🎲 dice game
    🎵 music note
    🎧 headphones
    📷 camera photo
    🎬 film
    📚 books
    📝 memo note write
    📌 pin
    📎 clip attachment
    ✂️ cut scissors
    📅 calendar date
    ⏰ alarm clock time
    ⏳ hourglass wait
    📈 chart up
    📉 chart down
    💰 money
    💻 laptop computer
    📱 phone
    🖨️ printer
    🔒 lock closed
    🔑 key
    🔧 wrench fix
    🔨 hammer build
    🐛 bug
    🧪 test tube
    📦 package ship
    🚀 rocket launch ship
    ✈️ plane travel
    🚗 car
    🚲 bike
    🏠 house home
    🏖️ beach holiday
    🛠️ tools`,
  ),
  group(
    "Food and nature",
    `☕ coffee
    🍵 tea
    🍺 beer
    🍻 cheers
    🍷 wine
    🥂 toast cheers
    🍕 pizza
    🍔 burger
    🌮 taco
    🍜 noodles soup
    🍣 sushi
    🥗 salad
    🍞 bread
    🧀 cheese
    🍎 apple
    🍌 banana
    🍓 strawberry
    🍪 cookie
    🍫 chocolate
    🍦 ice cream
    🌞 sun
    🌈 rainbow
    ☁️ cloud
    🌧️ rain
    ❄️ snow
    🌊 wave sea
    🌱 plant sprout
    🌳 tree
    🌸 blossom flower
    🌹 rose
    🐶 dog
    🐱 cat
    🦊 fox
    🐻 bear
    🐼 panda
    🐸 frog
    🐧 penguin
    🦉 owl
    🐢 turtle
    🦄 unicorn
    🐝 bee
    🦋 butterfly`,
  ),
];
