namespace Bridge.Vocabulary;

/// <summary>Whom the bridge asks: the label <c>upstream</c>.</summary>
internal enum UpstreamName
{
    IncidentIo,
    Grafana,
}
