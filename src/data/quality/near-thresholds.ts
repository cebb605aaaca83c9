/**
 * When what is nearly equal, personal or damaged is INFO, WARNING or ERROR; shares are of all samples unless the reason says otherwise.
 *
 * - nearShare: what is nearly equal weighs some samples more, as copies do, and it is often meant (augmented images, questions asked in
 *   several ways). So it warns later than copies do and never rejects.
 * - nearLeakShare: of VALIDATION or TEST. A sample that resembles one of TRAIN is easier, not known by heart: up to 1 % moves an accuracy
 *   of 90 % by a tenth of a point. Where half of a split has a likeness in TRAIN, it measures memory.
 * - subjectShare: of VALIDATION or TEST. Whoever splits at random by sample may mean it; a person in both splits makes results look better
 *   than on new people.
 * - personalShare: one address is enough to need a legal ground, so any warns; whether there is one the data cannot say, so none rejects.
 *   Names alone are often those of public persons.
 * - brokenTextShare: texts in which some characters are wrong; a tenth is an import that went wrong.
 * - blankImageShare: as images that cannot be decoded: over 1 % the source is broken.
 */
export const nearThresholds = {
  nearShare: { INFO: 0, WARNING: 0.05, ERROR: Infinity },
  nearLeakShare: { INFO: 0, WARNING: 0.01, ERROR: 0.5 },
  subjectShare: { INFO: Infinity, WARNING: 0, ERROR: Infinity },
  personalShare: { INFO: Infinity, WARNING: 0, ERROR: Infinity },
  nameShare: { INFO: 0, WARNING: Infinity, ERROR: Infinity },
  brokenTextShare: { INFO: Infinity, WARNING: 0, ERROR: 0.1 },
  blankImageShare: { INFO: Infinity, WARNING: 0, ERROR: 0.01 },
} as const;
