namespace Bridge.Simulator.Grafana;

/// <summary>Whose quirks the stand-in has.</summary>
public enum GrafanaBehaviour
{
    /// <summary>7.5: a missing id is a 500, one annotation cannot be read, dashboard uids are ignored.</summary>
    V7,

    /// <summary>From 9 on: a missing id is a 404, one annotation can be read, roles are checked by permission.</summary>
    Newer,

    /// <summary>As <see cref="Newer"/>, with a token whose permissions are resolved by id first: a missing id is a 403.</summary>
    NewerHidingMissing,
}
