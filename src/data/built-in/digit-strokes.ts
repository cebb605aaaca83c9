export type Point = readonly [x: number, y: number];
/** Lines from point to point; y grows downwards, the digit fills 0 to 1 in height and about 0.6 in width. */
export type Stroke = readonly Point[];

const arc = (centre: Point, radiusX: number, radiusY: number, from: number, to: number, points = 12): Stroke =>
  Array.from({ length: points + 1 }, (_, index) => {
    const angle = ((from + ((to - from) * index) / points) * Math.PI) / 180;
    return [centre[0] + radiusX * Math.cos(angle), centre[1] + radiusY * Math.sin(angle)] as const;
  });

/** The ten digits as pens draw them, one way each; angles run clockwise from the right. */
export const digitStrokes: readonly (readonly Stroke[])[] = [
  [arc([0.5, 0.5], 0.29, 0.5, -90, 270, 22)],
  [[[0.32, 0.2], [0.54, 0], [0.54, 1]]],
  [[...arc([0.5, 0.28], 0.27, 0.28, -170, 40), [0.22, 1], [0.8, 1]]],
  [[...arc([0.47, 0.26], 0.27, 0.26, -160, 80), ...arc([0.47, 0.75], 0.31, 0.26, -80, 155)]],
  [[[0.62, 1], [0.62, 0], [0.2, 0.68], [0.84, 0.68]]],
  [[[0.75, 0], [0.3, 0], [0.26, 0.44], ...arc([0.46, 0.68], 0.32, 0.31, -110, 150)]],
  [[[0.66, 0], ...arc([0.62, 0.62], 0.4, 0.62, -120, -180, 6), ...arc([0.5, 0.7], 0.28, 0.3, 180, 540, 18)]],
  [[[0.2, 0], [0.8, 0], [0.42, 1]]],
  [arc([0.5, 0.25], 0.24, 0.25, 90, 450, 16), arc([0.5, 0.75], 0.29, 0.25, -90, 270, 16)],
  [[...arc([0.5, 0.3], 0.27, 0.3, 0, 360, 18), [0.77, 0.3], [0.72, 0.66], [0.56, 1]]],
];
