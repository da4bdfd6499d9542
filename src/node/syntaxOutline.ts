import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import type { Block } from '../engine/snippets.ts';
import type { SnippetKind } from '../engine/types.ts';

/** Nesting below which no definition is looked for; deeper code belongs to the function around it. */
const MAX_DEPTH = 40;

const kinds: Readonly<Record<SnippetKind, string>> = {
  function:
    'function_declaration generator_function_declaration method_definition function_signature abstract_method_signature method_signature ' + // JavaScript, TypeScript
    'function_definition ' + // Python, C, C++, PHP, Bash
    'method_declaration constructor_declaration compact_constructor_declaration destructor_declaration operator_declaration conversion_operator_declaration indexer_declaration property_declaration event_declaration local_function_statement ' + // Go, Java, C#, PHP
    'function_item function_signature_item macro_definition ' + // Rust
    'method singleton_method ' + // Ruby
    'function_statement class_method_definition preproc_function_def', // PowerShell, C
  class:
    'class_declaration abstract_class_declaration class_definition class_specifier struct_specifier union_specifier struct_declaration record_declaration record_struct_declaration trait_declaration trait_item impl_item mod_item class module singleton_class ' +
    'internal_module namespace_declaration namespace_definition class_statement object_declaration',
  type: 'interface_declaration type_alias_declaration enum_declaration enum_specifier enum_item struct_item union_item type_item type_declaration type_definition annotation_type_declaration delegate_declaration enum_statement',
  value: 'const_item static_item const_declaration field_declaration public_field_definition',
  section: '',
  block: 'rule_set media_statement keyframes_statement',
};

const kindOf: ReadonlyMap<string, SnippetKind> = new Map(Object.entries(kinds).flatMap(([kind, types]) => types.split(' ').filter(Boolean).map((type) => [type, kind as SnippetKind] as const)));

/** Nodes that only wrap a definition: its decorators, its `export`, its template parameters. */
const wrappers = new Set(['export_statement', 'decorated_definition', 'template_declaration', 'ambient_declaration', 'expression_statement', 'lexical_declaration', 'variable_declaration', 'attributed_statement', 'linkage_specification']);

/** Values that make a variable, a property or an assignment a definition. */
const functionValues = new Set(['arrow_function', 'function_expression', 'function', 'generator_function', 'class', 'func_literal', 'lambda', 'anonymous_function', 'object']);

/** Lines from which a call with a callback (`describe`, `router.get`, a registered handler) is a block of its own. */
const CALLBACK_LINES = 6;
/** Lines from which an object literal is one. */
const OBJECT_LINES = 4;

/** Definitions of a parsed file as blocks, doc comments and decorators included. Nothing of the tree is kept. */
export function outlineOf(tree: Tree, grammar: string): Block[] {
  return blocksIn(tree.rootNode, grammar, 0);
}

function blocksIn(parent: Node, grammar: string, depth: number): Block[] {
  const blocks: Block[] = [];
  if (depth > MAX_DEPTH) return blocks;
  let leadRow: number | undefined;
  let lastRow = -2;
  for (const node of parent.namedChildren) {
    if (!node) continue;
    const { type } = node;
    if (isLead(type)) {
      if (leadRow === undefined || node.startPosition.row > lastRow + 1) leadRow = node.startPosition.row;
      lastRow = node.endPosition.row - (node.endPosition.column === 0 && node.endPosition.row > node.startPosition.row ? 1 : 0);
      continue;
    }
    const start = leadRow !== undefined && node.startPosition.row <= lastRow + 1 ? leadRow : node.startPosition.row;
    push(blocks, node, type, grammar, depth, start);
    leadRow = undefined;
  }
  return blocks;
}

function isLead(type: string): boolean {
  return type === 'comment' || type === 'line_comment' || type === 'block_comment' || type === 'doc_comment' || type === 'attribute_item' || type === 'attribute_list' || type === 'decorator' || type === 'inner_attribute_item';
}

function push(blocks: Block[], node: Node, type: string, grammar: string, depth: number, startRow: number): void {
  const block = blockOf(node, type, grammar, depth, startRow);
  const found = block ? [block] : node.endPosition.row - node.startPosition.row > 0 ? blocksIn(node, grammar, depth + 1) : [];
  for (const next of found) {
    const last = blocks.at(-1);
    // Two definitions on one line stay with the first.
    if (!last || next.startLine > last.endLine) blocks.push(next);
  }
}

function blockOf(node: Node, type: string, grammar: string, depth: number, startRow: number): Block | undefined {
  const defined = definition(node, type);
  if (!defined) return undefined;
  const end = node.endPosition;
  const endRow = end.column === 0 && end.row > node.startPosition.row ? end.row - 1 : end.row;
  const startLine = startRow + 1;
  const endLine = endRow + 1;
  const children = endLine > startLine ? blocksIn(defined.inner, grammar, depth + 1).filter((child) => child.startLine > startLine && child.endLine <= endLine) : [];
  return { startLine, endLine, kind: defined.kind, nameLine: defined.nameRow + 1, children, ...(defined.name === undefined ? {} : { name: defined.name }) };
}

interface Definition {
  readonly kind: SnippetKind;
  readonly name: string | undefined;
  readonly nameRow: number;
  readonly inner: Node;
}

/** @param type of the node: to ask for it is a call into the parser, and this is asked of every node */
function definition(node: Node, type: string): Definition | undefined {
  const kind = kindOf.get(type);
  if (kind) {
    const isForward = (type.endsWith('_specifier') || type === 'type_definition') && node.startPosition.row === node.endPosition.row && !node.childForFieldName('body');
    return isForward ? undefined : named(node, kind);
  }
  if (wrappers.has(type)) return wrapped(node);
  if (type === 'declaration' && node.startPosition.row < node.endPosition.row) return wrapped(node);
  if (type === 'variable_declarator' || type === 'pair' || type === 'assignment_expression' || type === 'assignment') return assigned(node);
  if (type === 'call_expression' || type === 'call') return callback(node);
  return undefined;
}

function wrapped(node: Node): Definition | undefined {
  for (const child of node.namedChildren) {
    if (!child) continue;
    const { type } = child;
    const inner = isLead(type) ? undefined : definition(child, type);
    if (inner) return inner;
  }
  return undefined;
}

function assigned(node: Node): Definition | undefined {
  const value = node.childForFieldName('value') ?? node.childForFieldName('right');
  if (!value || !functionValues.has(value.type)) return value?.type === 'call_expression' || value?.type === 'assignment_expression' ? viaValue(node, value) : undefined;
  const rows = value.endPosition.row - value.startPosition.row + 1;
  if (value.type === 'object' && rows < OBJECT_LINES) return undefined;
  const target = node.childForFieldName('name') ?? node.childForFieldName('left') ?? node.childForFieldName('key');
  const kind = value.type === 'class' ? 'class' : value.type === 'object' ? 'value' : 'function';
  return { kind, name: target ? lastName(target.text) : undefined, nameRow: node.startPosition.row, inner: value };
}

/** `const useX = wrap((...) => {...})` and `a = b = function`. */
function viaValue(node: Node, value: Node): Definition | undefined {
  const inner = value.type === 'assignment_expression' ? assigned(value) : callback(value);
  const target = node.childForFieldName('name') ?? node.childForFieldName('left') ?? node.childForFieldName('key');
  return inner && target ? { ...inner, kind: 'function', name: lastName(target.text), nameRow: node.startPosition.row } : undefined;
}

function callback(node: Node): Definition | undefined {
  const given = node.childForFieldName('arguments') ?? node.childForFieldName('block');
  const called = node.childForFieldName('function') ?? node.childForFieldName('method');
  if (!given || !called || node.endPosition.row - node.startPosition.row + 1 < CALLBACK_LINES) return undefined;
  const passed = [...given.namedChildren, node.childForFieldName('block')].findLast((child) => child && (functionValues.has(child.type) || child.type === 'do_block' || child.type === 'block'));
  if (!passed || passed.type === 'object') return undefined;
  const first = given.namedChildren[0];
  const label = first && /string|symbol/.test(first.type) ? first.text.replace(/^[`'":]+|[`'"]+$/g, '').slice(0, 80) : undefined;
  return { kind: 'block', name: label === undefined ? undefined : `${lastName(called.text)} ${label}`, nameRow: node.startPosition.row, inner: passed };
}

function named(node: Node, kind: SnippetKind): Definition {
  const at = nameNode(node);
  return { kind, name: at ? lastName(at.text) : undefined, nameRow: at?.startPosition.row ?? node.startPosition.row, inner: node };
}

function nameNode(node: Node): Node | undefined {
  const name = node.childForFieldName('name') ?? (node.type === 'impl_item' ? node.childForFieldName('type') : undefined);
  if (name) return name;
  // C, C++, Java and C#: the name is in the innermost declarator.
  const declaration = node.namedChildren.find((child) => child?.type === 'variable_declaration') ?? node;
  let declarator = declaration.childForFieldName('declarator') ?? declaration.namedChildren.find((child) => child?.type === 'variable_declarator');
  while (declarator) {
    const inner = declarator.childForFieldName('declarator') ?? declarator.namedChildren.find((child) => child?.type.endsWith('declarator'));
    if (!inner) return declarator.childForFieldName('name') ?? declarator;
    declarator = inner;
  }
  return node.namedChildren.find((child) => child?.type === 'type_spec' || child?.type === 'const_spec' || child?.type === 'function_name' || child?.type === 'simple_name')?.childForFieldName('name') ?? node.namedChildren.find((child) => child?.type === 'function_name') ?? undefined;
}

/** `app.handle` -> handle, `Foo<T>` -> Foo, `ns::Name` -> Name. */
function lastName(text: string): string {
  const plain = text.replace(/<[^]*$/, '').replace(/\([^]*$/, '').trim().replace(/^["'`[]+|["'`\]]+$/g, '');
  return (plain.split(/::|[.\s]/).findLast((piece) => piece !== '') ?? plain).slice(0, 120);
}
