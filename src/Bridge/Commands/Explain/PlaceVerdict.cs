using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>What becomes of an incident by one route in one place.</summary>
/// <param name="Route">The route's name.</param>
/// <param name="Grafana">The Grafana's name.</param>
/// <param name="Dashboard">The dashboard; none for the organization.</param>
/// <param name="State">How it stands.</param>
/// <param name="Words">Why, or as what; the end of a sentence about the incident.</param>
internal sealed record PlaceVerdict(string Route, string Grafana, DashboardPanel? Dashboard, PlaceState State, string Words);

/// <summary>How an incident stands in one place. Whatever is further up is of more interest to somebody who misses it.</summary>
internal enum PlaceState
{
    /// <summary>It should be there, and an attempt to post it failed.</summary>
    Failing,

    /// <summary>It was there, and Grafana has it no more.</summary>
    Missing,

    /// <summary>Grafana has it in a place that no route put it.</summary>
    Elsewhere,

    /// <summary>Grafana has it more than once.</summary>
    Double,

    /// <summary>Grafana has it with other words, tags or times than the bridge gave it.</summary>
    Changed,

    /// <summary>Grafana has it as the bridge left it, and the incident has moved on.</summary>
    Outdated,

    /// <summary>It should be there, and nobody tried yet.</summary>
    Waiting,

    /// <summary>It should be there, and may be: the bridge does not remember, and Grafana could not be asked.</summary>
    Forgotten,

    /// <summary>The route itself cannot be followed.</summary>
    Unusable,

    /// <summary>The ledger has it, and Grafana could not be asked.</summary>
    Recorded,

    /// <summary>It is kept out by what it is: mode, visibility or category.</summary>
    Omitted,

    /// <summary>The route does not take it.</summary>
    NotTaken,

    /// <summary>It is there.</summary>
    Posted,
}
