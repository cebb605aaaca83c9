/** Makes the links between the bundled libraries that npm packages cannot hold; true where one was missing. */
export function linkPostgresLibraries(packageFolder: string): boolean;
