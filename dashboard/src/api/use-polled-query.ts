import { useEffect } from 'react';
import { useQuery, type AnyVariables, type UseQueryArgs, type UseQueryResponse } from 'urql';

/** A query asked again every `seconds` while the page is in view. */
export function usePolledQuery<Data, Variables extends AnyVariables>(
  args: UseQueryArgs<Variables, Data>,
  seconds: number,
): UseQueryResponse<Data, Variables> {
  const response = useQuery(args);
  const execute = response[1];
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') execute({ requestPolicy: 'network-only' });
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [execute, seconds]);
  return response;
}
