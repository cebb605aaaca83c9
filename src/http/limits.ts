import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

/** Brackets within brackets. Deeper text overflows the parser's stack, so it is refused before parsing. */
export const MAX_NESTING = 60;
export const MAX_ALIASES = 30;
/** Fields in a document, each fragment counted once. */
export const MAX_FIELDS = 400;
/** Errors told at most: a document full of faults must not make a large answer. */
export const MAX_ERRORS = 5;

/** Whether brackets nest deeper than `limit`, in one pass; strings and comments do not count. */
export function nestsDeeper(text: string, limit: number): boolean {
  const code = text.replace(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g, '');
  let depth = 0;
  for (let index = 0; index < code.length; index += 1) {
    const character = code[index];
    if (character === '{' || character === '[' || character === '(') depth += 1;
    else if (character === '}' || character === ']' || character === ')') depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

export const tooDeep = () => new GraphQLError(`Syntax Error: nested deeper than ${MAX_NESTING} levels.`, { extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400 } } });

/** Aliases let one field be asked for many times; counted also for `__typename`, which other limits leave out. */
export function limitAliases(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  return {
    Field(field) {
      if (field.alias && ++aliases === MAX_ALIASES + 1) context.reportError(refused(`At most ${MAX_ALIASES} aliases.`));
    },
  };
}

export function limitFields(context: ValidationContext): ASTVisitor {
  let fields = 0;
  return {
    Field() {
      if (++fields === MAX_FIELDS + 1) context.reportError(refused(`At most ${MAX_FIELDS} fields.`));
    },
  };
}

const refused = (message: string) => new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
