import { posix } from 'node:path';

/**
 * Imports go from upper to lower layers: the files of `src` itself, `shell`, `features`, `ui`, `kit` with `messages`. A
 * feature is imported through its `index.ts`; only the table of routes imports screens directly.
 */
const LAYERS = ['kit', 'ui', 'features', 'shell'];
const ROUTES = 'routes.ts';

/** The path below `src`, with slashes. */
const withinSrc = (file) => file.replaceAll('\\', '/').split('/src/').at(-1);

function layerOf(path) {
  const [folder] = path.split('/');
  if (folder === 'messages') return LAYERS.indexOf('kit');
  const layer = LAYERS.indexOf(folder);
  return layer === -1 ? LAYERS.length : layer;
}

const featureOf = (path) => (path.startsWith('features/') ? path.split('/')[1] : null);
const isIndex = (path) => /^features\/[^/]+(\/index(\.ts)?)?$/.test(path);

/** The error of an import of `to` in `from`, if there is one; both paths are below `src`. */
function faultOf(from, to) {
  const own = featureOf(from);
  const other = featureOf(to);
  if (layerOf(to) > layerOf(from)) return 'up';
  if (other === null) return null;
  if (own === other) return isIndex(to) ? 'own' : null;
  return isIndex(to) || from === ROUTES ? null : 'inside';
}

export const layers = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      up: 'Imports point down: kit, ui, features, shell.',
      inside: 'Import what the feature offers, its `index.ts`, not a file inside it.',
      own: 'Inside a feature import the file itself, not the `index.ts`.',
      code: 'The `index.ts` of a feature only re-exports: code in it brings all that it offers into the page of whoever imports it.',
    },
  },
  create(context) {
    const from = withinSrc(context.filename);
    if (from === context.filename) return {};
    const check = (source) => {
      const spec = source?.type === 'TSLiteralType' ? source.literal.value : source?.value;
      if (typeof spec !== 'string' || !spec.startsWith('.')) return;
      const fault = faultOf(from, posix.join(posix.dirname(from), spec));
      if (fault) context.report({ node: source, messageId: fault });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument),
      Program(node) {
        if (!isIndex(from)) return;
        for (const statement of node.body) {
          if (!statement.source || !statement.type.startsWith('Export'))
            context.report({ node: statement, messageId: 'code' });
        }
      },
    };
  },
};
