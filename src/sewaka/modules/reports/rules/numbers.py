"""Report numbers: `L26-7K3QX9M-4`."""

PREFIX = "L"
KIND = "report"
WORKFLOW = "reports.report"
