UPDATE crisis_cards SET
    disclaimer_zh = '同行不是危机干预服务，消息不会被随时查看。如果你或身边的人有生命危险，请直接拨打下面的电话。',
    disclaimer_en = 'Tongxing is not a crisis service, and messages are not watched around the clock. If you or somebody near you is in danger, please call one of these numbers.'
    WHERE disclaimer_zh = '这里不是危机干预服务，消息不会有人随时查看。如果您或身边的人有生命危险，请直接拨打这些电话。';
