"""Map files of somebody else, read as features: GeoJSON, Shapefile, GeoPackage, KML."""
