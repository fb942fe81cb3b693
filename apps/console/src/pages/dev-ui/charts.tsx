import { SimpleGrid } from '@mantine/core';
import { Chart } from '@sutra/ui/chart/chart';
import { useText } from '../../app/text.ts';
import { type Season, season } from './samples.ts';

const xOf = (point: Season) => point.month;

export function Charts() {
  const text = useText();
  const x = { label: text('devUi.chart.month'), of: xOf };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Chart
        kind="line"
        label={text('devUi.chart.price')}
        description={text('devUi.chart.price.help')}
        points={season}
        x={x}
        unit="money"
        series={[
          { id: 's6', label: 'Shankar-6', of: (point) => point.pricePaise[0] },
          { id: 'j34', label: 'J-34', of: (point) => point.pricePaise[1] },
        ]}
      />
      <Chart
        kind="bar"
        label={text('devUi.chart.arrivals')}
        description={text('devUi.chart.arrivals.help')}
        points={season}
        x={x}
        unit={text('devUi.bales')}
        isStacked
        series={['Rajkot', 'Akola', 'Guntur'].map((station, place) => ({
          id: station,
          label: station,
          of: (point: Season) => point.arrivals[place] ?? null,
        }))}
      />
      <Chart
        kind="area"
        label={text('devUi.chart.stock')}
        description={text('devUi.chart.stock.help')}
        points={season}
        x={x}
        unit={text('devUi.bales')}
        series={[{ id: 'stock', label: text('devUi.bales'), of: (point) => point.stock }]}
      />
      <Chart
        kind="line"
        label={text('devUi.chart.none')}
        description={text('devUi.chart.none')}
        points={[]}
        x={x}
        unit={text('devUi.bales')}
        series={[]}
      />
    </SimpleGrid>
  );
}
