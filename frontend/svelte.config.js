/** Read by the editor, svelte-check and Vite. */
export default {
  compilerOptions: { runes: true },
};
