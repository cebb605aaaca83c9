/** Something that whoever asked can mend; the message is for them. */
export class EvaluationFault extends Error {}
