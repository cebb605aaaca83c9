/** A custom header makes browsers ask before a foreign page can send the request; the server refuses requests without it. */
export const csrfHeader = { 'x-flywheel-csrf': '1' } as const;

export const authorization = (key: string): string => `Bearer ${key}`;
