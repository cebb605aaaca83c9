import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { limitAliases, limitFields, MAX_ERRORS, MAX_NESTING, nestsDeeper, tooDeep } from './limits.ts';

/** Headers that no page of another origin can send without asking first; one of them must be there unless the body is JSON. */
const CSRF_HEADERS = ['x-flywheel-csrf', 'authorization', 'x-graphql-yoga-csrf', 'apollo-require-preflight'];

/** Limits on documents, whichever way they come. */
function limitDocuments(): Plugin {
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((source, options) => {
        if (nestsDeeper(typeof source === 'string' ? source : source.body, MAX_NESTING)) throw tooDeep();
        return parseFn(source, options);
      });
    },
    onValidate({ addValidationRule }) {
      addValidationRule(limitAliases);
      addValidationRule(limitFields);
      return ({ result, setResult }) => {
        if (Array.isArray(result) && result.length > MAX_ERRORS) setResult(result.slice(0, MAX_ERRORS));
      };
    },
  };
}

function refuseIntrospection(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule) };
}

/** The hardening of the GraphQL endpoint. Costs: armor's limits are per document, before any resolver runs. */
export function hardening({ introspection }: { introspection: boolean }): Plugin[] {
  return [
    EnvelopArmorPlugin({
      maxDepth: { n: 14, ignoreIntrospection: true, flattenFragments: true },
      maxAliases: { enabled: false },
      maxDirectives: { n: 20 },
      maxTokens: { n: 4000 },
      costLimit: { maxCost: 100_000, objectCost: 1, scalarCost: 0.5, depthCostFactor: 1.3, ignoreIntrospection: true },
      blockFieldSuggestion: { enabled: true },
    }),
    useCSRFPrevention({ requestHeaders: CSRF_HEADERS }),
    limitDocuments(),
    ...(introspection ? [] : [refuseIntrospection()]),
  ];
}
