import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { currentLanguage } from '../../app/languages';
import { colourOfQueue, dashOfQueue } from './queue-colours';

const HEIGHT_PX = 170;
const AXIS_PX = 52;
/** Shown at least, so that the first samples are more than a speck. */
const FIRST_SECONDS = 120;
const X_AXIS_PX = 28;
const SYNC_KEY = 'operations';
const INK = { light: { text: '#495057', grid: '#e9ecef' }, dark: { text: '#c9c9c9', grid: '#3b3b3b' } };

export interface LineChartProps {
  /** Times in seconds, then a line a queue. */
  columns: (number | null)[][];
  queues: string[];
  windowSeconds: number;
  format(value: number): string;
  /** What may lie between two lines of the grid. */
  steps: number[];
  /** The place of the sample that is pointed at, in any of the charts. */
  onPoint(index: number | undefined): void;
}

/** Lines over time on a canvas; what they say stands in words beside it. Loaded when it is needed: uPlot comes with it. */
export default function LineChart({
  columns,
  queues,
  windowSeconds,
  format,
  steps,
  onPoint,
}: LineChartProps) {
  const { ref: room, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const chart = useRef<uPlot>(undefined);
  const latest = useRef({ columns, format, onPoint });
  latest.current = { columns, format, onPoint };
  const names = queues.join();
  useEffect(() => {
    if (!place.current || width === 0) return;
    const options = optionsOf(names.split(','), { width, scheme, windowSeconds, steps }, latest);
    const made = new uPlot(options, latest.current.columns as uPlot.AlignedData, place.current);
    chart.current = made;
    return () => {
      made.destroy();
      chart.current = undefined;
    };
  }, [width, scheme, names, windowSeconds, steps]);
  useEffect(() => chart.current?.setData(columns as uPlot.AlignedData), [columns]);
  return (
    <div ref={room} style={{ height: HEIGHT_PX, overflow: 'hidden' }}>
      <div ref={place} />
    </div>
  );
}

interface Look extends Pick<LineChartProps, 'windowSeconds' | 'steps'> {
  width: number;
  scheme: 'light' | 'dark';
}

function optionsOf(
  queues: string[],
  { width, scheme, windowSeconds, steps }: Look,
  latest: { current: Pick<LineChartProps, 'format' | 'onPoint'> },
): uPlot.Options {
  const { text, grid } = INK[scheme];
  const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  return {
    width,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, sync: { key: SYNC_KEY, setSeries: false } },
    scales: {
      x: {
        range: (_chart, first, last) => [
          Math.max(last - windowSeconds, Math.min(first, last - FIRST_SECONDS)),
          last,
        ],
      },
      y: { range: (_chart, _lowest, highest) => [0, Math.max(1, highest * 1.1)] },
    },
    axes: [
      {
        ...axis,
        size: X_AXIS_PX,
        space: 90,
        values: (_chart, times, _axis, _space, step) => times.map((time) => printTime(time, step)),
      },
      {
        ...axis,
        size: AXIS_PX,
        space: 28,
        incrs: steps,
        values: (_chart, values) => values.map(latest.current.format),
      },
    ],
    series: [
      {},
      ...queues.map((label, index) => ({
        label,
        stroke: colourOfQueue(index, scheme),
        width: 2,
        dash: dashOfQueue(index),
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [({ cursor }) => latest.current.onPoint(cursor.idx ?? undefined)] },
  };
}

/** To the second where the grid is that fine. */
function printTime(seconds: number, stepSeconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString(currentLanguage(), {
    hour: '2-digit',
    minute: '2-digit',
    ...(stepSeconds < 60 && { second: '2-digit' }),
  });
}
