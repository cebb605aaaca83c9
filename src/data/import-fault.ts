/**
 * The files cannot be imported as they are. The message names the file, the place, what was found and what would be
 * right; it is meant for the person who sent the files.
 */
export class ImportFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImportFault';
  }
}

/** None of the records that are to become a version, or part of one, can. */
export class NoRecordFits extends ImportFault {}
