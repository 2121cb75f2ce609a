/**
 * The shapes of answers come from the API document. What an address answers is named where it is asked for; neither there nor in a file of
 * shapes may one be written by hand, for nothing would tell that the server answers otherwise by now.
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

/** What a name stands for in this file, if it is a type that is written here. */
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
      // A frame around any answer, such as a page of them, has a parameter.
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
