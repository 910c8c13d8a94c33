/** Made by vite.emoji.ts. */
declare module "virtual:emoji" {
  const groups: readonly string[];
  export default groups;
}
