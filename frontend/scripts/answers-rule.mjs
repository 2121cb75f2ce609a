/**
 * The types of answers come from the OpenAPI document. A request names the type of its answer. Neither a request nor a
 * `types.ts` may define such a type by hand, because nothing would report that the server's answer has changed.
 */
const VERBS = new Set(['get', 'post', 'put', 'patch', 'del']);
const message = 'The shape of an answer comes from the API document: name it in `kit/api/types.ts`.';

/** All nodes of a type. */
function* within(node) {
  if (!node || typeof node.type !== 'string') return;
  yield node;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue;
    for (const one of Array.isArray(value) ? value : [value]) yield* within(one);
  }
}

/** The definition of a type, if it is in this file. */
function declared(scope, name) {
  for (let at = scope; at; at = at.upper) {
    const found = at.set.get(name)?.defs[0]?.node;
    if (found) return /^TS(Interface|TypeAlias)Declaration$/.test(found.type) ? found : undefined;
  }
}

function isByHand(type, scope, seen = new Set()) {
  for (const node of within(type)) {
    if (node.type === 'TSTypeLiteral' || node.type === 'TSInterfaceBody') return true;
    if (node.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') continue;
    const found = declared(scope, node.typeName.name);
    if (!found || seen.has(found)) continue;
    seen.add(found);
    if (isByHand(found.type === 'TSInterfaceDeclaration' ? found.body : found.typeAnnotation, scope, seen)) return true;
  }
  return false;
}

export const answersFromTheDocument = {
  meta: { type: 'problem', schema: [], messages: { byHand: message } },
  create(context) {
    const look = (node) => {
      const given = node.typeArguments;
      if (given && isByHand(given, context.sourceCode.getScope(node)))
        context.report({ node: given, messageId: 'byHand' });
    };
    const shape = (node) => {
      // A generic wrapper, such as a page, is allowed.
      if (!node.typeParameters) context.report({ node, messageId: 'byHand' });
    };
    const isShapes = /(^|[\\/])types\.ts$/.test(context.filename);
    return {
      CallExpression(node) {
        const { object, property } = node.callee;
        if (object?.name === 'api' && VERBS.has(property?.name)) look(node);
      },
      NewExpression(node) {
        if (node.callee.name === 'PagedList') look(node);
      },
      ...(isShapes && {
        TSInterfaceDeclaration: shape,
        TSTypeAliasDeclaration(node) {
          if ([...within(node.typeAnnotation)].some(({ type }) => type === 'TSTypeLiteral')) shape(node);
        },
      }),
    };
  },
};
