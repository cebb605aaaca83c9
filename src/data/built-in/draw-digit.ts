import type { Random } from '../random.ts';
import { digitStrokes, type Point } from './digit-strokes.ts';

/** Height and width of a picture. */
export const pictureSize = 28;
/** Height of an unscaled digit in pixels, centred in the picture. */
const DIGIT = 19;

/** Per line: where it begins, where to it goes from there, and 1 / its length². Flat numbers draw three times as fast as objects. */
type Lines = Float64Array;
const PER_LINE = 5;

/**
 * Draws a digit, white on black, as another hand would each time: placed, sized, slanted, turned, bent and pressed at
 * random.
 *
 * @returns pictureSize² pixels, row by row, 0 to 255
 */
export function drawDigit(digit: number, random: Random): Uint8Array {
  const lines = handDrawn(digit, random);
  const radius = random.between(0.85, 1.75);
  const brightness = random.between(200, 255);
  const grain = random.between(0, 14);
  const pixels = new Uint8Array(pictureSize * pictureSize);
  const [left, right, top, bottom] = reach(lines, radius + 1);
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const ink = coverage(radius - distance(lines, x + 0.5, y + 0.5));
      if (ink > 0) pixels[y * pictureSize + x] = Math.max(0, Math.min(255, Math.round(ink * (brightness + grain * random.normal()))));
    }
  }
  return pixels;
}

function handDrawn(digit: number, random: Random): Lines {
  const place = randomPlacement(random);
  const bend = { size: random.between(0, 0.05), phase: random.between(0, 2 * Math.PI), waves: random.between(2, 6) };
  const lines = (digitStrokes[digit] ?? []).flatMap((stroke) => {
    const points = stroke.map(([x, y]) => {
      const bentX = x + bend.size * Math.sin(bend.phase + bend.waves * y);
      const bentY = y + bend.size * Math.sin(bend.phase + 1 + bend.waves * x);
      return place([bentX + 0.008 * random.normal(), bentY + 0.008 * random.normal()]);
    });
    return points.slice(1).flatMap(([toX, toY], index) => {
      const [fromX, fromY] = points[index]!;
      const [alongX, alongY] = [toX - fromX, toY - fromY];
      return [fromX, fromY, alongX, alongY, 1 / Math.max(1e-9, alongX * alongX + alongY * alongY)];
    });
  });
  return Float64Array.from(lines);
}

/** From the digit's own square to pixels. */
function randomPlacement(random: Random): (point: Point) => Point {
  const [width, height] = [DIGIT * random.between(0.8, 1.1), DIGIT * random.between(0.85, 1.08)];
  const slant = random.between(-0.12, 0.3);
  const turn = random.between(-0.14, 0.14);
  const [centreX, centreY] = [pictureSize / 2 + random.between(-1.6, 1.6), pictureSize / 2 + random.between(-1.6, 1.6)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return ([x, y]) => {
    const upright = (y - 0.5) * height;
    const slanted = (x - 0.5) * width - slant * upright;
    return [centreX + cos * slanted - sin * upright, centreY + sin * slanted + cos * upright];
  };
}

/** The pixels that lines can touch: columns from, to (exclusive), rows from, to. */
function reach(lines: Lines, margin: number): [number, number, number, number] {
  let [left, right, top, bottom] = [pictureSize, 0, pictureSize, 0];
  for (let at = 0; at < lines.length; at += PER_LINE) {
    const [fromX, fromY, alongX, alongY] = [lines[at]!, lines[at + 1]!, lines[at + 2]!, lines[at + 3]!];
    left = Math.min(left, fromX, fromX + alongX);
    right = Math.max(right, fromX, fromX + alongX);
    top = Math.min(top, fromY, fromY + alongY);
    bottom = Math.max(bottom, fromY, fromY + alongY);
  }
  const inside = (value: number) => Math.max(0, Math.min(pictureSize, value));
  return [inside(Math.floor(left - margin)), inside(Math.ceil(right + margin)), inside(Math.floor(top - margin)), inside(Math.ceil(bottom + margin))];
}

/** Share of a pixel inside the line, from the distance of its centre to the edge: an edge one pixel wide. */
const coverage = (inside: number) => Math.max(0, Math.min(1, inside + 0.5));

/** From a point to the nearest of the lines: most of the work of drawing. */
function distance(lines: Lines, x: number, y: number): number {
  let nearest = Infinity;
  for (let at = 0; at < lines.length; at += PER_LINE) {
    const awayX = x - lines[at]!;
    const awayY = y - lines[at + 1]!;
    const alongX = lines[at + 2]!;
    const alongY = lines[at + 3]!;
    const along = (awayX * alongX + awayY * alongY) * lines[at + 4]!;
    const share = along < 0 ? 0 : along > 1 ? 1 : along;
    const restX = awayX - share * alongX;
    const restY = awayY - share * alongY;
    const squared = restX * restX + restY * restY;
    if (squared < nearest) nearest = squared;
  }
  return Math.sqrt(nearest);
}
