import type { AgentField, AgentInputSchema } from './agentTools.ts';

/** Arguments that a tool cannot take: one sentence that a model can act on. */
export class AgentInputError extends Error {
  override readonly name = 'AgentInputError';
}

type ValueOf<Field extends AgentField> = Field extends { readonly type: 'string' } ? string : Field extends { readonly type: 'integer' } ? number : readonly string[];

type Given<Schema extends AgentInputSchema> = Schema['required'][number] | { [Name in keyof Schema['properties']]: Schema['properties'][Name] extends { readonly default: number } ? Name : never }[keyof Schema['properties']];

/** The arguments as the schema has them; those that are required or have a default are there. */
export type AgentInput<Schema extends AgentInputSchema> = { readonly [Name in keyof Schema['properties']]: ValueOf<Schema['properties'][Name]> | (Name extends Given<Schema> ? never : undefined) };

/**
 * Checks what a model sent, and fills in the defaults.
 * @param given whatever came; absent arguments may be undefined or null
 * @throws AgentInputError that names the first argument that is wrong, and what it may be
 */
export function checkedInput<Schema extends AgentInputSchema>(schema: Schema, given: unknown): AgentInput<Schema> {
  const values = given ?? {};
  if (typeof values !== 'object' || Array.isArray(values)) throw new AgentInputError('The arguments must be an object.');
  const names = Object.keys(schema.properties);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new AgentInputError(`There is no argument "${unknown.slice(0, 40)}": the arguments are ${names.join(', ')}.`);
  const entries = Object.entries(schema.properties).map(([name, field]) => {
    const value = (values as Record<string, unknown>)[name] ?? ('default' in field ? field.default : undefined);
    if (value === undefined && schema.required.includes(name)) throw new AgentInputError(`The argument "${name}" is missing: it must be ${wanted(field)}.`);
    if (value !== undefined && !isValid(field, value)) throw new AgentInputError(`The argument "${name}" must be ${wanted(field)}.`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as AgentInput<Schema>;
}

function isValid(field: AgentField, value: unknown): boolean {
  if (field.type === 'string') return isText(value, field);
  if (field.type === 'integer') return Number.isInteger(value) && Number(value) >= field.minimum && Number(value) <= field.maximum;
  return Array.isArray(value) && value.length <= field.maxItems && value.every((item) => isText(item, field.items));
}

function isText(value: unknown, { minLength, maxLength }: { readonly minLength: number; readonly maxLength: number }): boolean {
  return typeof value === 'string' && value.length >= minLength && value.length <= maxLength;
}

function wanted(field: AgentField): string {
  if (field.type === 'string') return `a text of ${field.minLength} to ${field.maxLength} characters`;
  if (field.type === 'integer') return `a whole number from ${field.minimum} to ${field.maximum}`;
  return `a list of at most ${field.maxItems} texts of ${field.items.minLength} to ${field.items.maxLength} characters`;
}
