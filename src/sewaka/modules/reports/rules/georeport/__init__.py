"""Open311 GeoReport v2 without framework: the written form, and how questions are read.

Sources: http://wiki.open311.org/GeoReport_v2/ and, for updates, mySociety's extension
http://fixmystreet.org/contributing/open311/ (section `servicerequestupdates`).
"""
